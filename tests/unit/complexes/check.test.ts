import { describe, expect, it } from 'vitest'
import { checkComplex } from '@/lib/complexes/check'
import { warnAboutRun } from '@/lib/complexes/check-run'
import { NO_CHEMISTRY } from './no-chemistry'
import { check, complaintsOf, complexOf, component, ligand, protein, warningsOf } from './sample-complexes'

describe('checkComplex', () => {
  it('tells everything at once, each at its place', () => {
    const complex = complexOf([protein(['A'], 'MK1*'), component(['A'], 'QQQQQ'), ligand(['9'], 'CC(')], 'Z')
    const places = complaintsOf(complex).map((complaint) => complaint.split(':')[0])
    expect(places).toEqual(['entities.1.chainIds.0', 'entities.2.chainIds.0', 'entities.0.sequence', 'entities.1.ccd', 'entities.2.smiles', 'affinityBinder'])
    expect(check(complex).tokens).toBeNull()
  })

  it('refuses the empty complex', () => {
    expect(complaintsOf({ entities: [], affinityBinder: null })).toEqual(['entities: The complex is empty. Add a protein, DNA, RNA or ligand.'])
  })

  it('keeps the order of entities and the model it was given', () => {
    const complex = complexOf([ligand(['L'], 'CCO'), protein(['A']), component(['M'], 'MG')], 'L')
    const before = structuredClone(complex)
    expect(check(complex)).toMatchObject({ ok: true, complex })
    expect(complex).toEqual(before)
  })

  it('skips what a browser has not loaded, and nothing else', () => {
    const complex = complexOf([protein(['A']), ligand(['L'], 'not a smiles'), component(['M'], 'QQQQQ')])
    expect(checkComplex(complex, NO_CHEMISTRY, { maxTokens: null })).toMatchObject({ ok: true, tokens: null })
    expect(checkComplex(complexOf([protein(['A'], 'M!')]), NO_CHEMISTRY, { maxTokens: null }).ok).toBe(false)
  })

  it('caps what it says to a machine that sends nonsense', () => {
    const complex = complexOf([protein(Array.from({ length: 500 }, () => '!'), 'M')])
    const complaints = complaintsOf(complex)
    expect(complaints).toHaveLength(101)
    expect(complaints[100]).toBe(': 400 more are not shown.')
  })
})

describe('size', () => {
  it('refuses beyond the operator’s limit with count and reason', () => {
    const complex = complexOf([protein(['A', 'B'], 'M'.repeat(301))])
    expect(complaintsOf(complex, 602)).toEqual([])
    expect(complaintsOf(complex, 601)).toEqual([expect.stringMatching(/has 602 tokens; this installation accepts at most 601 \(MAX_TOKENS, or LOCAL_MAX_TOKENS for workers of your own\), so that runs fit/)])
  })

  it.each([[1200, ''], [1201, '48 GB'], [1601, '80 GB'], [2201, 'more than an 80 GB GPU usually holds']])('%i tokens: %j', (tokens, words) => {
    const warnings = warningsOf(complexOf([protein(['A'], 'MK'.repeat(tokens).slice(0, tokens))]))
    if (words === '') expect(warnings).toEqual([])
    else expect(warnings).toEqual([expect.stringContaining(words)])
  })

  it('refuses what no GPU holds', () => {
    expect(complaintsOf(complexOf([protein(['A', 'B'], 'M'.repeat(5001))]))[0]).toContain('10,002 tokens; beyond 10,000 no GPU holds it')
    const chains = Array.from({ length: 10_001 }, (_, index) => `A${index}`)
    expect(complaintsOf(complexOf([protein(chains, 'M')]))[0]).toContain('10,001 chains')
  })

  it('reads no more SMILES than it can in a few seconds', () => {
    const many = Array.from({ length: 100 }, (_, index) => ligand([`L${index}`], `${'C'.repeat(45)}${'N'.repeat(index)}`))
    expect(complaintsOf(complexOf(many))[0]).toContain('characters together; at most 4,000')
    const entities = Array.from({ length: 201 }, (_, index) => protein([`A${index}`], 'M'))
    expect(complaintsOf(complexOf(entities))[0]).toContain('201 entities; at most 200')
  })
})

describe('equal molecules', () => {
  it('warns that their chains come out together', () => {
    const warnings = warningsOf(complexOf([protein(['A'], 'MKTAY'), protein(['B'], 'MKTAYI'), protein(['C'], 'mktay')]))
    expect(warnings.at(-1)).toContain('entities.2: Entities 1 and 3 are the same protein')
  })

  it('refuses alignments that contradict each other', () => {
    expect(complaintsOf(complexOf([protein(['A'], 'MKTAY'), protein(['B'], 'MKTAY', 'empty')]))).toEqual([
      expect.stringContaining('entities.1.msa: Entities 1 and 2 have the same sequence, but only one of them uses an alignment'),
    ])
  })

  it('refuses a SMILES and a CCD code that read alike: Boltz would merge them', () => {
    expect(complaintsOf(complexOf([protein(['A']), ligand(['L'], 'N'), component(['M'], 'N')]))[0]).toContain('Boltz would take them for one molecule')
  })
})

describe('warnAboutRun', () => {
  it('warns only when proteins go without the MSA server', () => {
    const complex = complexOf([protein(['A']), ligand(['L'], 'CCO')], 'L')
    expect(warnAboutRun(complex, { useMsaServer: true })).toEqual([])
    expect(warnAboutRun(complex, { useMsaServer: false })).toEqual([{ at: 'options.use_msa_server', message: expect.stringContaining('and the affinity with it') }])
    expect(warnAboutRun(complexOf([component(['L'], 'ATP')]), { useMsaServer: false })).toEqual([])
  })
})
