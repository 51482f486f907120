// Which ligands may be chosen for affinity, and why the others may not; how large a draft is when a ligand is not known yet.
import { describe, expect, it } from 'vitest'
import { affinityChoices } from '@/components/builder/affinity-choices'
import { draftOf } from '@/components/builder/draft-complex'
import { draftSize, roughDuration } from '@/components/builder/draft-size'
import { asksMsaServer } from '@/lib/complexes/check-run'
import type { Complex } from '@/lib/complexes/schema'
import { NO_CHEMISTRY } from '../complexes/no-chemistry'

const protein: Complex['entities'][number] = { type: 'protein', chainIds: ['A'], sequence: 'MKTAYI', msa: 'server' }
const ligand = (chainIds: string[], smiles: string): Complex['entities'][number] => ({ type: 'ligand', chainIds, smiles })
const choicesOf = (entities: Complex['entities']) => affinityChoices(draftOf({ entities, affinityBinder: null }, ''), NO_CHEMISTRY)

describe('affinityChoices', () => {
  it('offers a ligand that is there once beside a protein', () => {
    expect(choicesOf([protein, ligand(['L'], 'CCO')])).toEqual([expect.objectContaining({ chainId: 'L', possible: true })])
  })

  it.each([
    ['two copies', [protein, ligand(['L', 'M'], 'CCO')], /2 copies/],
    ['no protein', [ligand(['L'], 'CCO')], /protein/],
    ['a twin', [protein, ligand(['L'], 'CCO'), ligand(['M'], 'CCO')], /same molecule/],
  ] as const)('says why not with %s', (_case, entities, why) => {
    const [choice] = choicesOf([...entities])
    expect(choice).toMatchObject({ possible: false, why: expect.stringMatching(why) })
  })
})

describe('draftSize', () => {
  it('counts what is known and says that a ligand is missing', () => {
    const complex: Complex = { entities: [{ ...protein, chainIds: ['A', 'B'] }, ligand(['L'], 'CCO')], affinityBinder: null }
    expect(draftSize(complex, NO_CHEMISTRY)).toEqual({ known: 12, partial: true })
  })
})

describe('asksMsaServer', () => {
  it('is true only when a protein wants an alignment and the server is allowed', () => {
    const complex: Complex = { entities: [protein], affinityBinder: null }
    expect(asksMsaServer(complex, true)).toBe(true)
    expect(asksMsaServer(complex, false)).toBe(false)
    expect(asksMsaServer({ ...complex, entities: [{ ...protein, msa: 'empty' }] }, true)).toBe(false)
  })
})

describe('roughDuration', () => {
  it.each([[3, '5 s'], [42, '40 s'], [100, '2 min'], [3_540, '59 min'], [3_900, '1 h 5 min']])('%i s', (seconds, words) => expect(roughDuration(seconds)).toBe(words))
})
