import { gzipSync, zipSync } from 'fflate'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBase64, decodeBase64Bytes } from '@/lib/compute/base64'
import { answerFiles } from '@/lib/results/answer-files'
import { outputOf } from '@/lib/results/answer-output'
import { gunzip } from '@/lib/results/file-content'
import { mediaTypeOf, safeFileName, sampleNumber } from '@/lib/results/file-names'
import { readNpz } from '@/lib/results/npz'
import { entriesOf, measureJson, readJson } from '@/lib/results/safe-json'
import { base64, completed, npy, npz, plddtNpz } from '@/tests/support/boltz-files'

/** The files of an output as they come out of a whole answer. */
function filesOf(output: object) {
  const found = outputOf(completed(output))
  if (!found.ok) throw new Error(found.outcome.message)
  return answerFiles(found.output)
}

describe('conformance 22: base64', () => {
  it('gives back any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(decodeBase64(Buffer.from(bytes).toString('base64'), 1000)).toEqual({ ok: true, content: Uint8Array.from(bytes) })
    }))
  })

  it.each(['a', 'ab=', 'ab==c', '====', 'YW==YQ==', 'YWJj\n', 'YW J', 'YWI_', 'YR==', '=AAA'])('refuses %j', (text) => {
    expect(decodeBase64(text, 100).ok).toBe(false)
  })

  it('from bytes it is the same as from a text, however long', () => {
    const texts = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('base64')),
      fc.string({ maxLength: 40, unit: fc.constantFrom('A', 'b', '9', '+', '/', '=', ' ', '\n', 'ü') }),
      fc.nat(40).map((more) => Buffer.alloc(3 * 64 * 1024 + more, more).toString('base64')),
      fc.nat(40).map((more) => `${Buffer.alloc(2 * 64 * 1024 + more).toString('base64')}${Buffer.alloc(3 * 64 * 1024).toString('base64')}`),
    )
    fc.assert(fc.property(texts, (text) => {
      const letters = new TextEncoder().encode(text)
      const [one, other] = [decodeBase64(Buffer.from(letters).toString('latin1'), 1_000_000), decodeBase64Bytes(letters, 1_000_000)]
      expect(other.ok).toBe(one.ok)
      if (one.ok && other.ok) expect(Buffer.compare(one.content, other.content)).toBe(0)
    }))
    expect(decodeBase64Bytes(new TextEncoder().encode('A'.repeat(400)), 299)).toEqual({ ok: false, reason: 'tooLarge' })
  })

  it('refuses by size before decoding', () => {
    expect(decodeBase64('A'.repeat(400), 299)).toEqual({ ok: false, reason: 'tooLarge' })
  })
})

describe('gzip', () => {
  it('stops a bomb', () => {
    const bomb = gzipSync(new Uint8Array(20_000_000))
    expect(bomb.length).toBeLessThan(100_000)
    expect(gunzip(bomb, 1_000_000)).toMatchObject({ ok: false, message: expect.stringContaining('when unpacked') })
  })

  it('a length that lies changes nothing', () => {
    const text = Buffer.from('atoms '.repeat(1000))
    for (const said of [0, 7, text.length + 5, 0xffffffff]) {
      const packed = gzipSync(text)
      new DataView(packed.buffer, packed.byteOffset).setUint32(packed.length - 4, said, true)
      const outcome = gunzip(packed, 10_000)
      expect(outcome.ok ? Buffer.compare(outcome.content, text) : 0).toBe(0)
    }
    expect(gunzip(gzipSync(new Uint8Array(0)), 10)).toEqual({ ok: true, content: new Uint8Array(0) })
  })

  it('refuses what is cut off or is not gzip', () => {
    const whole = gzipSync(Buffer.from('atoms '.repeat(1000)))
    expect(gunzip(whole, 10_000)).toMatchObject({ ok: true })
    expect(gunzip(whole.subarray(0, whole.length - 12), 10_000).ok).toBe(false)
    expect(gunzip(Buffer.from('not gzip'), 10_000).ok).toBe(false)
    expect(gunzip(new Uint8Array(0), 10_000).ok).toBe(false)
  })
})

describe('conformance 22: file names', () => {
  it.each([
    ['pose_0.cif', 'pose_0.cif'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Windows\\x.cif', 'x.cif'],
    ['a\0b.cif', 'a_b.cif'],
    ['..', 'file_'],
    ['', 'file_'],
    ['.hidden', 'hidden'],
    ['NUL.cif', 'file_NUL.cif'],
    ['pose 0 (ä).cif', 'pose_0_.cif'],
    ['-rf.cif', 'rf.cif'],
    [`${'x'.repeat(300)}.cif`, `${'x'.repeat(96)}.cif`],
  ])('%j is kept as %j', (given, kept) => {
    expect(safeFileName(given, new Set())).toBe(kept)
  })

  it('any names become safe, short and distinct, also where case does not count', () => {
    fc.assert(fc.property(fc.array(fc.string({ maxLength: 200, unit: 'binary' }), { maxLength: 30 }), (names) => {
      const taken = new Set<string>()
      const kept = names.map((name) => safeFileName(name, taken))
      expect(kept.every((name) => /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(name) && !name.includes('..'))).toBe(true)
      expect(new Set(kept.map((name) => name.toLowerCase())).size).toBe(kept.length)
    }))
  })

  it('keeps both of two names that differ by case only', () => {
    const { files, complaints } = filesOf({ output_files: { 'A.json': base64('{}'), 'a.json': base64('[]') } })
    expect(files.map(({ name }) => name)).toEqual(['A.json', 'a-2.json'])
    expect(complaints).toHaveLength(1)
  })

  it.each([
    ['pose_12.cif', 12],
    ['1ckp_cdk2_model_0.cif', 0],
    ['confidence_1ckp_cdk2_model_3.json', 3],
    ['confidence_result.json', null],
    ['0_model_0.cif', 0],
    ['model.cif', null],
    ['sample-7.cif', 7],
    ['dir9/x.cif', null],
  ])('the sample of %s is %s', (name, number) => {
    expect(sampleNumber(name)).toBe(number)
  })

  it('types', () => {
    expect([mediaTypeOf('a.CIF'), mediaTypeOf('a.json'), mediaTypeOf('a.html')]).toEqual(['chemical/x-mmcif', 'application/json', 'application/octet-stream'])
  })
})

describe('files of an answer', () => {
  it('more files than the cap are not read', () => {
    const many = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`f${index}.txt`, base64('x')]))
    const { files, complaints } = filesOf({ output_files: many })
    expect(files).toHaveLength(256)
    expect(complaints.at(-1)?.message).toContain('more than 256 files')
  })

  it.each([[null], [7], ['x'], [[]], [{ 'a.cif': null }], [{ 'a.cif': { size: 1 } }], [{ 'a.cif': ['x'] }]])('pose_files %j gives no file', (pose_files) => {
    expect(filesOf({ pose_files, gpu: 'x' }).files).toEqual([])
  })
})

describe('npz', () => {
  it('reads float32, float16, float64 and uint8', () => {
    const half = npy([2], [], { descr: '<f2', body: Uint8Array.from([0x00, 0x3c, 0x00, 0x38]) })
    const double = npy([1], [], { descr: '<f8', body: new Uint8Array(Float64Array.of(0.25).buffer) })
    const small = npy([2, 2], [], { descr: '|u1', body: Uint8Array.of(1, 2, 3, 255) })
    const values = (array: Uint8Array) => {
      const read = readNpz(npz('a', array))
      return read.ok ? [...(read.arrays.get('a')?.values ?? [])] : read.message
    }
    expect(values(npy([3], [0.5, 0.25, 1]))).toEqual([0.5, 0.25, 1])
    expect(values(half)).toEqual([1, 0.5])
    expect(values(double)).toEqual([0.25])
    expect(values(small)).toEqual([1, 2, 3, 255])
  })

  it.each([
    ['a pickled object', npz('a', npy([1], [], { descr: '|O', body: Uint8Array.of(0) }))],
    ['Fortran order', npz('a', npy([1, 1], [1], { fortran: true }))],
    ['a body that is too short', npz('a', npy([5], [1, 2]))],
    ['a shape beyond all bounds', npz('a', npy([9_007_199_254_740_991, 4], [1]))],
    ['no NumPy array', npz('a', Uint8Array.from(Buffer.from('hello world, hello world')))],
    ['no zip', Uint8Array.from(Buffer.from('not a zip'))],
    ['a zip that is cut off', plddtNpz().subarray(0, 60)],
    ['a bomb', zipSync({ 'a.npy': new Uint8Array(70 * 1024 * 1024) })],
  ])('refuses %s', (_case, content) => {
    expect(readNpz(content).ok).toBe(false)
  })
})

describe('JSON of others', () => {
  it('keeps NaN inside of strings', () => {
    expect(readJson('{"a": NaN, "b": "NaN \\" Infinity", "c": [-Infinity]}')).toEqual({ ok: true, value: { a: null, b: 'NaN " Infinity', c: [null] } })
  })

  it('refuses deep nesting without parsing it', () => {
    expect(readJson(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`)).toMatchObject({ ok: false })
    expect(measureJson('{"[[[[": [1, "],"], "\\\\": {}}')).toEqual({ depth: 2, values: 3 })
  })

  it('refuses more values than a result can hold', () => {
    expect(readJson(`[${'[],'.repeat(200_001)}[]]`)).toMatchObject({ ok: false, message: expect.stringContaining('values') })
  })

  it('bare words in a text that never ends are looked for once', () => {
    expect(readJson(`{"a": NaN, "${'x'.repeat(2_000_000)}`).ok).toBe(false)
    expect(readJson(`[NaN,${'"\\\\",'.repeat(50_000)}NaN]`).ok).toBe(true)
  })

  it('__proto__ changes nothing', () => {
    const json = readJson('{"__proto__": {"polluted": true}, "a": 1}')
    expect(json.ok ? entriesOf(json.value) : null).toEqual([['a', 1]])
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
  })

  it('any JSON comes back as it was', () => {
    fc.assert(fc.property(fc.json({ maxDepth: 5 }), (text) => {
      expect(readJson(text)).toEqual({ ok: true, value: JSON.parse(text) })
    }))
  })
})
