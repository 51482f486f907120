// Reads NumPy's npz: a zip of npy arrays of numbers. Refuses pickled objects, Fortran order, and arrays beyond the caps.
import { unzipSync } from 'fflate'
import { CAPS, megabytes } from '@/lib/results/caps'

export type NumberArray = Float32Array | Float64Array | Uint8Array
/** `shape` is [tokens] for pLDDT and [tokens, tokens] for PAE; `values` row by row. */
export type NpyArray = { shape: number[]; values: NumberArray }
export type NpzOutcome = { ok: true; arrays: Map<string, NpyArray> } | { ok: false; message: string }
type NpyOutcome = { ok: true; array: NpyArray } | { ok: false; message: string }

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]

/** Value of an IEEE half precision number, whose bits are given. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

type Reading = { bytes: number; make: (count: number) => NumberArray; get: (view: DataView, at: number) => number }

const READINGS: Record<string, Reading> = {
  '<f4': { bytes: 4, make: (count) => new Float32Array(count), get: (view, at) => view.getFloat32(at, true) },
  '<f8': { bytes: 8, make: (count) => new Float64Array(count), get: (view, at) => view.getFloat64(at, true) },
  '<f2': { bytes: 2, make: (count) => new Float32Array(count), get: (view, at) => halfFloat(view.getUint16(at, true)) },
  '|u1': { bytes: 1, make: (count) => new Uint8Array(count), get: (view, at) => view.getUint8(at) },
}

function valuesOf({ bytes, make, get }: Reading, view: DataView, count: number): NumberArray {
  const values = make(count)
  for (let index = 0; index < count; index += 1) values[index] = get(view, index * bytes)
  return values
}

const failed = (message: string): { ok: false; message: string } => ({ ok: false, message })

function shapeOf(header: string): number[] | null {
  const inside = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1]
  if (inside === undefined) return null
  const sizes = inside.split(',').map((size) => size.trim()).filter(Boolean).map(Number)
  return sizes.every((size) => Number.isSafeInteger(size)) ? sizes : null
}

/** One npy array, format versions 1 to 3, of float16, float32, float64 or uint8. */
function readNpy(content: Uint8Array): NpyOutcome {
  if (content.length < 12 || MAGIC.some((byte, index) => content[index] !== byte)) return failed('It is not a NumPy array.')
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength)
  const isFirst = view.getUint8(6) === 1
  const start = isFirst ? 10 : 12
  const length = isFirst ? view.getUint16(8, true) : view.getUint32(8, true)
  if (length > 64 * 1024 || start + length > content.length) return failed('Its header is cut off.')
  const header = new TextDecoder('latin1').decode(content.subarray(start, start + length))
  const reading = READINGS[/'descr':\s*'([^']{1,8})'/.exec(header)?.[1] ?? '']
  const shape = shapeOf(header)
  if (!reading || !shape || !/'fortran_order':\s*False/.test(header)) return failed('Its array is of a kind that is not read here.')
  const count = shape.reduce((product, size) => product * size, 1)
  const body = start + length
  if (!Number.isSafeInteger(count) || count * reading.bytes !== content.length - body) return failed('Its array is cut off or too long.')
  return { ok: true, array: { shape, values: valuesOf(reading, new DataView(content.buffer, content.byteOffset + body, count * reading.bytes), count) } }
}

/** All arrays of an npz by their name without ".npy", of at most `mostBytes` together. Sizes are checked before anything is unpacked. */
export function readNpz(content: Uint8Array, mostBytes: number = CAPS.arrayBytes): NpzOutcome {
  let announced = 0
  let entries: Record<string, Uint8Array>
  try {
    entries = unzipSync(content, {
      filter: (file) => {
        announced += file.originalSize
        return announced <= mostBytes && file.name.endsWith('.npy')
      },
    })
  } catch {
    return failed('It is not an npz file, or it is damaged.')
  }
  if (announced > mostBytes) return failed(`It is larger than ${megabytes(mostBytes)} when unpacked.`)
  const arrays = new Map<string, NpyArray>()
  for (const [name, bytes] of Object.entries(entries)) {
    const npy = readNpy(bytes)
    if (!npy.ok) return failed(`${name.slice(0, 60)}: ${npy.message}`)
    arrays.set(name.slice(0, -'.npy'.length), npy.array)
  }
  return { ok: true, arrays }
}

/** The array called `name`, or the only one there is under whatever name; null when neither can be told. */
export function arrayNamed(arrays: ReadonlyMap<string, NpyArray>, name: string): NpyArray | null {
  const [only] = arrays.size === 1 ? [...arrays.values()] : []
  return arrays.get(name) ?? only ?? null
}
