// Whether a worker's answer names a larger one, told from its bytes without making values of them.
import { describe, expect, test } from 'vitest'
import { uploadSaid } from '@/lib/results/uploaded-stamp'

const STAMP = { size: 12_345_678, sha256: 'ab'.repeat(32) }
const said = (text: string) => uploadSaid(new TextEncoder().encode(text))

describe('an answer', () => {
  test('that names an upload', () => {
    expect(said(JSON.stringify({ id: 'j', status: 'COMPLETED', output: { pose_files: {}, uploaded: STAMP, warnings: [] } }))).toEqual({ kind: 'uploaded', stamp: STAMP })
  })

  test.each([
    ['none', {}],
    ['one without a hash', { uploaded: { size: 1 } }],
    ['one of no size', { uploaded: { ...STAMP, size: 0 } }],
    ['an address', { uploaded: 'https://example.org' }],
    ['one where it does not belong', { files: { uploaded: STAMP } }],
  ])('that names %s is whole', (_, output) => {
    expect(said(JSON.stringify({ status: 'COMPLETED', output }))).toEqual({ kind: 'whole' })
  })

  test.each(['{"status":"COMPLETED"}', '{"status":"COMPLETED","output":null}', '{"status":"COMPLETED","output":""}', 'not JSON'])('without output is lost: %s', (text) => {
    expect(said(text)).toEqual({ kind: 'lost' })
  })

  test.each(['[]', '"text"', '5'])('whose output is %s names none', (output) => {
    expect(said(`{"status":"COMPLETED","output":${output}}`)).toEqual({ kind: 'whole' })
  })
})
