// The estimate of an answer's size against outputs that Boltz-2 really wrote, and the warning that follows from it.
import { describe, expect, test } from 'vitest'
import { answerSizePerSample, warnAboutAnswer, type AnswerSize } from '@/lib/complexes/answer-size'
import { serverChemistry } from '@/lib/complexes/server-chemistry'
import type { Complex } from '@/lib/complexes/schema'

const MIB = 1024 * 1024
const ENDPOINT = { mostBytes: 8 * MIB, hasStorage: false }
const protein = (residues: number): Complex => ({ entities: [{ type: 'protein', chainIds: ['A'], sequence: 'MKTAYIAKQRQISFVKSHFS'.repeat(Math.ceil(residues / 20)).slice(0, residues), msa: 'server' }], affinityBinder: null })
const sizeOf = (complex: Complex): AnswerSize => answerSizePerSample(complex, serverChemistry) ?? expect.fail('no size')

test('is within a tenth of what Boltz-2 wrote for a protein of 412 residues', () => {
  // 288,280 bytes of mmCIF and 603,079 of PAE (Boltz 2.2.1, a monomer of 3,269 atoms).
  const { poseBytes, paeBytes } = sizeOf(protein(412))
  expect(Math.abs(paeBytes / ((603_079 * 4) / 3) - 1)).toBeLessThan(0.1)
  expect(Math.abs(poseBytes / ((288_280 * 4) / 3) - 1)).toBeLessThan(0.1)
})

test('counts copies and ligands, and is unknown with a ligand that is', () => {
  const one = sizeOf({ entities: [{ type: 'ligand', chainIds: ['L'], smiles: 'CCO' }], affinityBinder: null })
  const two = sizeOf({ entities: [{ type: 'ligand', chainIds: ['L', 'M'], smiles: 'CCO' }], affinityBinder: null })
  expect(two.poseBytes).toBe(2 * one.poseBytes)
  expect(two.paeBytes).toBe(4 * one.paeBytes)
  expect(answerSizePerSample({ entities: [{ type: 'ligand', chainIds: ['L'], smiles: 'C(' }], affinityBinder: null }, serverChemistry)).toBeNull()
})

describe('the warning', () => {
  const words = (residues: number, samples: number, limit = ENDPOINT) => warnAboutAnswer(sizeOf(protein(residues)), samples, limit)?.message ?? null

  test('is none for what fits', () => {
    expect(words(400, 1)).toBeNull()
    expect(words(400, 5)).toBeNull()
    expect(words(1_200, 5, { mostBytes: 48 * MIB, hasStorage: true })).toBeNull()
  })

  test('names what happens to PAE', () => {
    expect(words(800, 3)).toMatch(/^The answer would be about \d+ MB, and may have 8 MB: PAE will be rounded to 0\.125 Å for some samples\. .* With object storage/)
    expect(words(1_200, 5)).toMatch(/PAE will be left out for about \d of the 5 samples, the last ones first\. Poses and scores come back whole\./)
    expect(words(2_200, 1)).toMatch(/PAE will be rounded|PAE will be left out/)
  })

  test('says how many poses come back, and when there would be no result at all', () => {
    const message = words(2_200, 25) ?? ''
    expect(message).toMatch(/^The poses alone will be about \d+ MB, .*: only about \d of the 25 come back, the best ones; of the others only the scores\. Ask for at most \d samples\./)
    const most = Number(/at most (\d+)/.exec(message)?.[1])
    expect(words(2_200, most)).not.toContain('only about')
    expect(words(2_200, most + 1)).toContain(`only about ${most} of the ${most + 1}`)
    expect(words(2_200, 1, { mostBytes: MIB, hasStorage: false })).toMatch(/: the run would end without a result\. Predict a smaller complex\. With object storage/)
  })

  test('stands at the samples, and does not send one who has object storage to it', () => {
    const warning = warnAboutAnswer(sizeOf(protein(2_200)), 25, { mostBytes: 48 * MIB, hasStorage: true })
    expect(warning?.at).toBe('options.diffusion_samples')
    expect(warning?.message).not.toContain('object storage')
  })
})
