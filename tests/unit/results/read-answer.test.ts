import { createHash } from 'node:crypto'
import { gzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { readAnswer } from '@/lib/results/read-answer'
import { ResultSummary, type Expectation, type ReadOutcome } from '@/lib/results/schema'
import { AFFINITY, base64, COMPLEX, completed, CONFIDENCE, EXPECTED, guideOutput, paeNpz, plddtNpz, poseCif } from '@/tests/support/boltz-files'

const read = (output: unknown, expectation: Partial<Expectation> = {}): ReadOutcome => readAnswer(completed(output), { ...EXPECTED, ...expectation })

function summaryOf(outcome: ReadOutcome) {
  if (outcome.kind !== 'result') throw new Error(`Expected a result, got ${outcome.kind}: ${outcome.message}`)
  expect(ResultSummary.parse(outcome.summary)).toBeTruthy()
  return outcome.summary
}

const bytesOf = (text: string) => new TextEncoder().encode(text)
const stamp = (content: Uint8Array) => ({ size: content.length, sha256: createHash('sha256').update(content).digest('hex') })
const packed = (content: Uint8Array) => ({ ...stamp(content), encoding: 'gzip+base64' as const, content: base64(gzipSync(content)) })

describe('the guide\'s five keys alone', () => {
  it('are a complete, verified result when the score files came', () => {
    const summary = summaryOf(read(guideOutput()))
    expect(summary).toMatchObject({ ...AFFINITY, simulated: false, affinityState: 'verified', confidence_score: 0.9601, confidenceState: 'verified', complete: true, missing: [], warnings: [] })
    expect(summary.samples).toMatchObject([{ index: 0, poseFile: 'input_model_0.cif', plddtFile: null, paeFile: null, confidence: CONFIDENCE }])
    expect(summary.chains).toMatchObject([{ chain_id: 'A', mol_type: 0, num_residues: 4 }, { chain_id: 'B', mol_type: 3, num_residues: 1 }])
    expect(summary.provenance).toEqual({ engine: null, gpu: null, command: null, timings: null, msa: null })
  })

  it('a confidence without a number is the first pose\'s, which a later one with its own does not overtake', () => {
    const { pose_files, output_files, ...rest } = guideOutput()
    const two = { ...rest, pose_files: { ...pose_files, 'input_model_1.cif': pose_files['input_model_0.cif'] } }
    const later = { 'confidence_input_model_1.json': base64({ ...CONFIDENCE, confidence_score: 0.5 }) }
    for (const files of [{ ...output_files, ...later }, later]) {
      const summary = summaryOf(read({ ...two, output_files: files }, { samples: 2 }))
      expect(summary.samples.map(({ index, confidence }) => [index, confidence?.confidence_score])).toEqual([[0, 0.9601], [1, 0.5]])
      expect(summary.confidence_score).toBe(0.9601)
    }
  })

  it('without files the scores are unverified and the heads not reported', () => {
    const { output_files: _files, ...bare } = guideOutput()
    const summary = summaryOf(read(bare))
    expect(summary).toMatchObject({ affinityState: 'unverified', confidenceState: 'unverified', affinity_pred_value: -1.076, affinity_pred_value1: null, confidence_score: 0.9601 })
    expect(summary.samples[0]?.confidence).toEqual({ confidence_score: 0.9601 })
  })

  it('with nothing but a pose, every score is null', () => {
    const summary = summaryOf(read({ pose_files: guideOutput().pose_files }))
    expect(summary).toMatchObject({ affinity_pred_value: null, affinity_probability_binary: null, confidence_score: null, affinityState: 'notReported', confidenceState: 'notReported', complete: false })
    expect(summary.missing.join(' ')).toMatch(/affinity was asked for.*|No confidence/)
  })

  it('null scores stay null', () => {
    const summary = summaryOf(read({ ...guideOutput(), output_files: {}, confidence_score: null, affinity_pred_value: null, affinity_probability_binary: null }))
    expect(summary).toMatchObject({ confidence_score: null, affinityState: 'notReported', complete: false })
  })

  it('an affinity that was not asked for is not shown', () => {
    expect(summaryOf(read(guideOutput(), { affinity: false }))).toMatchObject({ affinity_pred_value: null, affinityState: 'notRequested', complete: true })
  })
})

it('what is missing comes with its cause and cure where the worker gives the code', () => {
  const { output_files: files, ...rest } = guideOutput()
  const bare = { ...rest, affinity_pred_value: null, affinity_probability_binary: null, output_files: { 'confidence_result.json': files['confidence_result.json'] } }
  const missing = (shortfalls: unknown) => summaryOf(read({ ...bare, shortfalls }, { samples: 2 })).missing
  const [samples, affinity] = missing([{ what: 'affinity', code: 'AFFINITY_FAILED' }, { what: 'samples', code: 'BOLTZ_OOM' }])
  expect(samples).toMatch(/^2 samples asked for, 1 came back readable\. The GPU ran out of memory\. Use fewer residues or samples, .*80 GB\)\.$/)
  expect(affinity).toBe('An affinity was asked for, but the worker reported none. The affinity could not be computed. Use a larger GPU, or predict the structure without the affinity.')
  for (const strange of [null, 'x', [{ what: 'affinity', code: 'OTHER' }, 7]]) expect(missing(strange)[1]).toBe('An affinity was asked for, but the worker reported none.')
})

it('a score file that is not the one of its stamp is left out', () => {
  const { output_files: files, ...rest } = guideOutput()
  const stamps = Object.entries(files).map(([name, content]) => ({ name, ...stamp(Uint8Array.from(Buffer.from(content, 'base64'))) }))
  expect(summaryOf(read({ ...rest, output_files: files, output_stamps: stamps }))).toMatchObject({ affinityState: 'verified', confidenceState: 'verified', warnings: [] })
  const others = stamps.map((one) => (one.name.startsWith('affinity') ? { ...one, sha256: '0'.repeat(64) } : one))
  const summary = summaryOf(read({ ...rest, output_files: files, output_stamps: others }))
  expect(summary).toMatchObject({ affinityState: 'unverified', confidenceState: 'verified' })
  expect(summary.warnings.join(' ')).toContain('does not match its hash')
})

describe('our own worker\'s answer', () => {
  const poses = [0, 1, 2].map((sample) => bytesOf(poseCif(COMPLEX, { plddt: Array.from({ length: 9 }, (_, token) => 40.5 + token + sample * 0.001) })))
  const output = {
    schema_version: 1,
    engine: { package: 'boltz', version: '2.2.1' },
    gpu: 'NVIDIA L4',
    msa: { source: 'cache', asked_at: '2026-01-31T10:00:00Z' },
    command: ['boltz', 'predict', 'input.yaml'],
    timings: { structure: 12.5, affinity: 8, strange: 'x' },
    warnings: ['The ligand has more than 56 heavy atoms.'],
    // Deliberately out of order: the number in the name counts.
    pose_files: { 'pose_2.cif': base64(poses[2] ?? ''), 'pose_0.cif': base64(poses[0] ?? ''), 'pose_1.cif': base64(poses[1] ?? '') },
    samples: [0, 1, 2].map((index) => ({
      index,
      pose: { name: `pose_${index}.cif`, ...stamp(poses[index] ?? new Uint8Array()) },
      confidence_file: `confidence_${index}.json`,
      plddt_file: index === 0 ? 'plddt_0.npz' : null,
      pae_file: index === 0 ? 'pae_0.npz' : null,
    })),
    files: {
      ...Object.fromEntries([0, 1, 2].map((index) => [`confidence_${index}.json`, packed(bytesOf(JSON.stringify({ ...CONFIDENCE, confidence_score: 0.9 - index / 10 })))])),
      'plddt_0.npz': packed(plddtNpz()),
      'pae_0.npz': packed(paeNpz()),
      'affinity.json': packed(bytesOf(JSON.stringify(AFFINITY))),
    },
  }

  it('is read whole, poses in the order of their numbers', () => {
    const outcome = read(output, { samples: 3 })
    const summary = summaryOf(outcome)
    expect(summary.samples.map(({ index, poseFile, confidence, confidenceState }) => [index, poseFile, confidence?.confidence_score, confidenceState])).toEqual([
      [0, 'pose_0.cif', 0.9, 'verified'],
      [1, 'pose_1.cif', 0.8, 'verified'],
      [2, 'pose_2.cif', 0.7, 'verified'],
    ])
    expect(summary.samples[0]).toMatchObject({ plddtFile: 'plddt_0.npz', paeFile: 'pae_0.npz' })
    expect(summary).toMatchObject({ complete: true, confidence_score: 0.9, affinityState: 'verified', warnings: ['The ligand has more than 56 heavy atoms.'] })
    expect(summary.provenance).toMatchObject({ gpu: 'NVIDIA L4', timings: { structure: 12.5, affinity: 8 } })
    expect(summary.provenance.msa).toEqual({ source: 'cache', askedAt: '2026-01-31T10:00:00Z', server: null })
    expect(summary.files.map(({ role }) => role).sort()).toEqual(['affinity', 'confidence', 'confidence', 'confidence', 'pae', 'plddt', 'pose', 'pose', 'pose'])
    const pae = outcome.kind === 'result' ? outcome.files.find(({ role }) => role === 'pae') : undefined
    expect(pae && stamp(pae.content)).toEqual({ size: pae?.bytes, sha256: pae?.sha256 })
  })

  it('conformance 22: a pose whose hash differs is left out, and the result is not complete', () => {
    const samples = output.samples.map((sample, index) => (index === 1 ? { ...sample, pose: { ...sample.pose, sha256: '0'.repeat(64) } } : sample))
    const summary = summaryOf(read({ ...output, samples }, { samples: 3 }))
    expect(summary.samples.map(({ index }) => index)).toEqual([0, 2])
    expect(summary.missing).toEqual(['3 samples asked for, 2 came back readable.'])
    expect(summary.warnings.join(' ')).toContain('does not match its hash')
  })

  it('a pose that the worker left out leaves its scores, and is said to be missing', () => {
    const { 'pose_2.cif': _pose, ...came } = output.pose_files
    const samples = output.samples.map((sample, index) => (index === 2 ? { ...sample, pose: null } : sample))
    const outcome = read({ ...output, pose_files: came, samples }, { samples: 3 })
    const summary = summaryOf(outcome)
    expect(summary.samples.map(({ index, poseFile, confidence }) => [index, poseFile, confidence?.confidence_score])).toEqual([[0, 'pose_0.cif', 0.9], [1, 'pose_1.cif', 0.8], [2, null, 0.7]])
    expect(summary.missing).toEqual(['1 structure left out of an answer that would have been too large: of sample 2 only the scores came.'])
    expect(summary.files.filter(({ sampleIndex }) => sampleIndex === 2).map(({ name, role }) => [name, role])).toEqual([['confidence_2.json', 'confidence']])
  })

  it('a sample whose score is no number comes last, wherever Boltz sorted it', () => {
    const files = { ...output.files, 'confidence_0.json': packed(bytesOf(JSON.stringify({ ...CONFIDENCE, confidence_score: null }))) }
    const summary = summaryOf(read({ ...output, files, confidence_score: 0.8 }, { samples: 3 }))
    expect(summary.samples.map(({ index, confidence }) => [index, confidence?.confidence_score])).toEqual([[1, 0.8], [2, 0.7], [0, null]])
    expect(summary).toMatchObject({ confidence_score: 0.8, confidenceState: 'verified' })
  })

  it('conformance 22: a file of the wrong size is left out', () => {
    const files = { ...output.files, 'affinity.json': { ...output.files['affinity.json'], size: 3 } }
    expect(summaryOf(read({ ...output, files }, { samples: 3 }))).toMatchObject({ affinityState: 'notReported', complete: false })
  })

  it('a file that is said to be elsewhere is left out in words', () => {
    const files = { ...output.files, 'plddt_0.npz': { ...stamp(plddtNpz()), encoding: 'uploaded' } }
    const summary = summaryOf(read({ ...output, files }, { samples: 3 }))
    expect(summary.samples[0]?.plddtFile).toBeNull()
    expect(summary.warnings.join(' ')).toContain('not described as the contract says')
  })

  it('arrays of another complex are not used', () => {
    const other = [{ chainId: 'A', type: 'protein' as const, residues: 6 }]
    const files = { ...output.files, 'plddt_0.npz': packed(plddtNpz(other)), 'pae_0.npz': packed(paeNpz(other)) }
    const summary = summaryOf(read({ ...output, files }, { samples: 3 }))
    expect(summary.samples[0]).toMatchObject({ plddtFile: null, paeFile: null })
    expect(summary.warnings).toHaveLength(3)
  })
})

describe('conformance 13: no output, or none that can be used', () => {
  const kind = (body: string) => readAnswer(bytesOf(body), EXPECTED).kind

  it.each([
    ['{"id":"j","status":"COMPLETED"}', 'missing'],
    ['{"id":"j","status":"COMPLETED","output":null}', 'missing'],
    ['{"id":"j","status":"COMPLETED","output":{}}', 'missing'],
    ['{"id":"j","status":"COMPLETED","output":""}', 'missing'],
    ['{"id":"j","status":"COMPLETED","output":{"error":{"message":"boom"}}}', 'missing'],
    ['{"id":"j","status":"COMPLETED","output":{"confidence_score":0.85}}', 'missing'],
    ['{"id":"j","status":"COMPLETED","output":[1,2]}', 'invalid'],
    ['{"id":"j","status":"COMPLETED","output":7}', 'invalid'],
    ['{"id":"j","status":"COMPLETED","output":"done"}', 'invalid'],
    ['{"id":"j","status":"COMPLETED","output":{"pose_files":{"a.cif":"%%%%"}}}', 'invalid'],
    ['{"id":"j","status":"COMPLETED","output":{"pose_files":{"a.cif":"ZGF0YV9tb2RlbA=="}}}', 'invalid'],
    ['{"id":"j","sta', 'invalid'],
    ['', 'invalid'],
    [`${'['.repeat(5_000)}${']'.repeat(5_000)}`, 'invalid'],
  ])('%s is %s', (body, expected) => {
    expect(kind(body.slice(0, 20_000))).toBe(expected)
  })

  it('an output that is JSON in a string is read', () => {
    expect(summaryOf(read(JSON.stringify(guideOutput()))).complete).toBe(true)
  })

  it('bytes that are not UTF-8 are invalid', () => {
    expect(readAnswer(Uint8Array.from([0x7b, 0xff, 0xfe]), EXPECTED).kind).toBe('invalid')
  })
})

describe('what was asked, and what came', () => {
  const pose = (chains: typeof COMPLEX) => ({ ...guideOutput(), pose_files: { 'pose_0.cif': base64(poseCif(chains)) } })

  it('another length of one chain: a warning, and not complete', () => {
    const summary = summaryOf(read(pose([{ chainId: 'A', type: 'protein', residues: 3 }, COMPLEX[1] ?? { chainId: 'B', type: 'ligand', residues: 1 }])))
    expect(summary.complete).toBe(false)
    expect(summary.missing.join(' ')).toContain('The worker did not predict what was asked. Chain A is a protein of 3 residues; a protein of 4 residues was asked for.')
  })

  it('a missing chain', () => {
    expect(summaryOf(read(pose(COMPLEX.slice(0, 1)))).missing.join(' ')).toContain('Chain B is missing; a ligand was asked for.')
  })

  it('the same molecules under other ids', () => {
    expect(summaryOf(read(pose(COMPLEX.map((chain) => ({ ...chain, chainId: `${chain.chainId}1` }))))).missing.join(' ')).toContain('carry other ids')
  })

  it('another molecule altogether is no result', () => {
    expect(read(pose([{ chainId: 'A', type: 'rna', residues: 9 }]))).toMatchObject({ kind: 'invalid', message: expect.stringContaining('other molecules') })
  })

  it('fewer samples than asked', () => {
    expect(summaryOf(read(guideOutput(), { samples: 5 }))).toMatchObject({ complete: false, missing: ['5 samples asked for, 1 came back readable.'] })
  })
})

describe('simulated', () => {
  it('is taken from the target', () => {
    expect(summaryOf(read({ ...guideOutput(), simulated: true }, { target: 'simulated' })).simulated).toBe(true)
    expect(summaryOf(read(guideOutput(), { target: 'simulated' })).simulated).toBe(true)
  })

  it.each([
    ['the output', { ...guideOutput(), simulated: true }],
    ['the engine', { ...guideOutput(), engine: { package: 'atomera-simulated-worker', version: '1' } }],
    ['a score file', { ...guideOutput(), output_files: { 'confidence_result.json': base64({ ...CONFIDENCE, simulated: true }) } }],
    ['the pose', { ...guideOutput(), pose_files: { 'pose_0.cif': base64(poseCif(COMPLEX, { title: 'Simulated, not a prediction' })) } }],
  ])('said by %s for a real prediction is invalid', (_where, output) => {
    expect(read(output)).toMatchObject({ kind: 'invalid', message: expect.stringContaining('simulated') })
  })
})

describe('numbers that can not be', () => {
  const withConfidence = (confidence: string) => ({ ...guideOutput(), confidence_score: undefined, output_files: { 'confidence_result.json': base64(confidence), 'affinity_result.json': base64(AFFINITY) } })

  it('NaN and Infinity become "not reported"', () => {
    const summary = summaryOf(read(withConfidence('{"confidence_score": NaN, "ptm": 0.5, "iptm": -Infinity, "note": "NaN"}')))
    expect(summary.samples[0]?.confidence).toEqual({ confidence_score: null, ptm: 0.5, iptm: null })
    expect(summary.confidence_score).toBeNull()
  })

  it('a score out of its range is not shown, and its file is unverified', () => {
    const summary = summaryOf(read(withConfidence('{"confidence_score": 0.9, "ptm": 1.7, "complex_pde": 99, "pair_chains_iptm": {"0": {"0": -3}}}')))
    expect(summary).toMatchObject({ confidence_score: 0.9, confidenceState: 'unverified' })
    expect(summary.samples[0]?.confidence).toMatchObject({ ptm: null, complex_pde: null, pair_chains_iptm: { '0': { '0': null } } })
    expect(summary.warnings).toHaveLength(3)
  })

  it('a score file that came and could not be used is kept as what it is, beside what the worker reports', () => {
    const summary = summaryOf(read({ ...guideOutput(), output_files: { 'confidence_result.json': base64('{"confidence_score": '), 'affinity_result.json': base64('[') } }))
    expect(summary).toMatchObject({ confidenceState: 'unverified', confidence_score: 0.9601, affinityState: 'unverified', affinity_pred_value: -1.076 })
    expect(summary.files.map(({ role }) => role).sort()).toEqual(['affinity', 'confidence', 'pose'])
    expect(summary.warnings).toHaveLength(2)
  })

  it.each([['"high"'], ['[]'], ['7'], ['{"confidence_score":"0.9"}']])('confidence %s reports nothing', (confidence) => {
    expect(summaryOf(read(withConfidence(confidence))).confidence_score).toBeNull()
  })

  it('affinity out of range is unverified or not reported', () => {
    const affinity = (scores: object) => summaryOf(read({ ...guideOutput(), affinity_pred_value: null, affinity_probability_binary: null, output_files: { 'affinity_result.json': base64(scores) } }))
    expect(affinity({ ...AFFINITY, affinity_probability_binary: 1.5 })).toMatchObject({ affinityState: 'unverified', affinity_probability_binary: null, affinity_pred_value: -1.076, complete: false })
    expect(affinity({ affinity_pred_value: 1e9, affinity_probability_binary: '0.5' })).toMatchObject({ affinityState: 'notReported', complete: false })
  })

  it('a number beside the file that says something else is told', () => {
    const summary = summaryOf(read({ ...guideOutput(), confidence_score: 0.85, affinity_pred_value: -3 }))
    expect(summary).toMatchObject({ confidence_score: 0.9601, affinity_pred_value: -1.076 })
    expect(summary.warnings.join(' ')).toMatch(/0\.85.*0\.9601.*-3.*-1\.076/)
  })
})
