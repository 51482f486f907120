// What the later check of a stored result finds, one spoilt thing at a time.
import { describe, expect, it } from 'vitest'
import { sha256Hex } from '@/lib/results/file-content'
import { readAnswer } from '@/lib/results/read-answer'
import type { ReadFile, ResultSummary } from '@/lib/results/schema'
import { verifyResult } from '@/lib/results/verify-result'
import { base64, completed, EXPECTED, guideOutput, paeNpz, plddtNpz, poseCif } from '@/tests/support/boltz-files'

type Stored = { summary: ResultSummary; files: ReadFile[] }

function stored(): Stored {
  const output = guideOutput()
  const outcome = readAnswer(completed({ ...output, output_files: { ...output.output_files, 'plddt_0.npz': base64(plddtNpz()), 'pae_0.npz': base64(paeNpz()), 'boltz.log': base64('ok') } }), EXPECTED)
  if (outcome.kind !== 'result') throw new Error(outcome.message)
  return structuredClone({ summary: outcome.summary, files: outcome.files })
}

const verify = ({ summary, files }: Stored) =>
  verifyResult({ summary, files }, async (sha256) => files.find((file) => file.sha256 === sha256)?.content ?? null)

/** Puts other bytes in the place of a file, with all lists in agreement. */
function replaced(result: Stored, role: string, content: Uint8Array): Stored {
  const patch = { content, bytes: content.length, sha256: sha256Hex(content) }
  const { content: _content, ...listed } = patch
  return {
    files: result.files.map((file) => (file.role === role ? { ...file, ...patch } : file)),
    summary: { ...result.summary, files: result.summary.files.map((file) => (file.role === role ? { ...file, ...listed } : file)) },
  }
}

describe('a stored result', () => {
  it('as it was read is without complaint, also after a round through a database that orders keys', async () => {
    const result = stored()
    const reordered: ResultSummary = JSON.parse(JSON.stringify(result.summary), (_key, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).reverse()) : value)
    expect(new Set(result.files.map(({ role }) => role))).toEqual(new Set(['pose', 'confidence', 'affinity', 'plddt', 'pae', 'other']))
    expect(await verify({ ...result, summary: reordered })).toEqual([])
  })

  it.each<[string, (result: Stored) => Stored, string]>([
    ['bytes that are gone', (result) => ({ ...result, files: result.files.map((file) => (file.role === 'other' ? { ...file, sha256: file.sha256.replace(/^./, '_') } : file)) }), 'files.boltz.log'],
    ['bytes of another hash', (result) => ({ ...result, files: result.files.map((file) => (file.role === 'pose' ? { ...file, content: file.content.map((byte) => byte ^ 1) } : file)) }), 'files.input_model_0.cif'],
    ['bytes that are cut off', (result) => ({ ...result, files: result.files.map((file) => (file.role === 'pae' ? { ...file, content: file.content.slice(1) } : file)) }), 'files.pae_0.npz'],
    ['a row that the summary does not list', (result) => ({ ...result, summary: { ...result.summary, files: result.summary.files.filter(({ role }) => role !== 'other') } }), 'files.boltz.log'],
    ['a listed file without a row', (result) => ({ ...result, files: result.files.filter(({ role }) => role !== 'other') }), 'files.boltz.log'],
    ['a pose that does not parse', (result) => replaced(result, 'pose', new TextEncoder().encode('data_x')), 'files.input_model_0.cif'],
    ['a pose of other chains', (result) => replaced(result, 'pose', new TextEncoder().encode(poseCif([{ chainId: 'Z', type: 'protein', residues: 9 }]))), 'summary.chains'],
    ['scores that are no JSON', (result) => replaced(result, 'confidence', new TextEncoder().encode('{')), 'files.confidence_result.json'],
    ['scores that say another number', (result) => replaced(result, 'confidence', new TextEncoder().encode('{"confidence_score":0.5}')), 'files.confidence_result.json'],
    ['an affinity that says another number', (result) => replaced(result, 'affinity', new TextEncoder().encode('{"affinity_pred_value":0.5}')), 'files.affinity_result.json'],
    ['an array of another pose', (result) => replaced(result, 'plddt', plddtNpz([{ chainId: 'A', type: 'protein', residues: 6 }])), 'files.plddt_0.npz'],
    ['an array that is no npz', (result) => replaced(result, 'pae', new Uint8Array(40)), 'files.pae_0.npz'],
    ['a name that is not listed', (result) => ({ ...result, summary: { ...result.summary, samples: result.summary.samples.map((sample) => ({ ...sample, paeFile: 'none.npz' })) } }), 'summary.samples.0.paeFile'],
    ['a score above its range', (result) => ({ ...result, summary: { ...result.summary, affinity_probability_binary: 1.5 } }), 'summary.affinity_probability_binary'],
    ['a score that is not finite', (result) => ({ ...result, summary: { ...result.summary, confidence_score: Number.POSITIVE_INFINITY } }), 'summary.confidence_score'],
    ['a score of a sample out of range', (result) => ({ ...result, summary: { ...result.summary, samples: result.summary.samples.map((sample) => ({ ...sample, confidence: { ...sample.confidence, ptm: 7 } })) } }), 'summary.samples.0.confidence.ptm'],
    ['a head number that its sample does not say', (result) => ({ ...result, summary: { ...result.summary, confidence_score: 0.1 } }), 'summary.confidence_score'],
  ])('%s: is found, at its place', async (_case, spoil, at) => {
    expect((await verify(spoil(stored()))).map((complaint) => complaint.at)).toContain(at)
  })

  it('without samples, or of no form at all', async () => {
    const { summary, files } = stored()
    expect(await verify({ summary: { ...summary, samples: [] }, files })).toMatchObject([{ at: 'summary.samples' }])
    expect(await verifyResult({ summary: 'x', files: [] }, async () => null)).toHaveLength(1)
  })
})

describe('a result whose files were removed by the rule of retention', () => {
  const nothing = async () => null
  it('has its scores, and no row', async () => {
    const { summary, files } = stored()
    expect(await verifyResult({ summary, files: [], filesRemoved: true }, nothing)).toEqual([])
    expect(await verifyResult({ summary, files: [] }, nothing)).not.toEqual([])
    expect((await verifyResult({ summary, files: files.slice(0, 1), filesRemoved: true }, nothing)).map(({ at }) => at)).toEqual([`files.${files[0]?.name}`])
    expect((await verifyResult({ summary: { ...summary, confidence_score: 0.1 }, files: [], filesRemoved: true }, nothing)).map(({ at }) => at)).toEqual(['summary.confidence_score'])
  })
})
