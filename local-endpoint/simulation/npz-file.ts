// Writes one array as NumPy's .npz: a zip with one deflated .npy, as Boltz's own files are; it refuses other types than float32 and uint8.
import { strToU8, zipSync } from 'fflate'

/** NumPy pads the header so that the data begins at a multiple of 64 bytes. */
function npyBytes(values: Float32Array | Uint8Array, shape: number[]): Uint8Array {
  const type = values instanceof Float32Array ? '<f4' : '|u1'
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sizes}), }`
  const padded = `${text.padEnd(Math.ceil((10 + text.length + 1) / 64) * 64 - 11)}\n`
  const header = strToU8(padded, true)
  const bytes = new Uint8Array(10 + header.length + values.byteLength)
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 0xff, header.length >> 8])
  bytes.set(header, 10)
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 10 + header.length)
  return bytes
}

/** A fixed time, since the same input must give the same bytes. */
const ZIP_TIME = new Date(1980, 0, 1)

export function npzFile(name: string, values: Float32Array | Uint8Array, shape: number[]): Uint8Array {
  return zipSync({ [`${name}.npy`]: [npyBytes(values, shape), { level: 6, mtime: ZIP_TIME, comment: 'simulated: true' }] })
}
