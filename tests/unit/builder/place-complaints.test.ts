// Complaints reach their field, and none is dropped on the way.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeComplaints, placeOf } from '@/components/builder/place-complaints'
import { lineOf } from '@/components/builder/import-text'

describe('placeOf', () => {
  it.each([
    ['entities.1.sequence', { kind: 'entity', index: 1, part: 'text' }],
    ['entities.0.smiles', { kind: 'entity', index: 0, part: 'text' }],
    ['entities.0.ccd', { kind: 'entity', index: 0, part: 'text' }],
    ['entities.2', { kind: 'entity', index: 2, part: 'general' }],
    ['entities.2.msa', { kind: 'entity', index: 2, part: 'msa' }],
    ['entities.2.copies', { kind: 'entity', index: 2, part: 'copies' }],
    ['entities.2.chainIds', { kind: 'entity', index: 2, part: 'general' }],
    ['entities.2.chainIds.3', { kind: 'chain', index: 2, copy: 3 }],
    ['complex.entities.1.sequence', { kind: 'entity', index: 1, part: 'text' }],
    ['affinityBinder', { kind: 'affinity' }],
    ['options.seed', { kind: 'option', name: 'seed' }],
    ['name', { kind: 'name' }],
    ['', { kind: 'whole' }],
    ['entities', { kind: 'whole' }],
    ['somewhere.new', { kind: 'whole' }],
  ])('%s', (at, place) => expect(placeOf(at)).toEqual(place))
})

describe('placeComplaints', () => {
  it('drops none', () => {
    const at = fc.constantFrom('', 'name', 'affinityBinder', 'options.seed', 'entities.0', 'entities.1.sequence', 'entities.1.chainIds.0', 'entities.1.msa', 'entities.1.copies', 'nowhere')
    fc.assert(
      fc.property(fc.array(fc.record({ at, message: fc.string() })), (complaints) => {
        const { whole, name, affinity, options, entities } = placeComplaints(complaints)
        const inEntities = [...entities.values()].flatMap(({ general, text, msa, copies, chains }) => [...general, ...text, ...msa, ...copies, ...[...chains.values()].flat()])
        expect([...whole, ...name, ...affinity, ...[...options.values()].flat(), ...inEntities]).toHaveLength(complaints.length)
      }),
    )
  })

  it('does not repeat the name of the entity beside the entity, but keeps sentences whole', () => {
    const { entities } = placeComplaints([
      { at: 'entities.0.sequence', message: 'Entity 1 (protein A): “*” at residue 15 is not a residue.' },
      { at: 'entities.0.sequence', message: 'Entity 1 (protein A) has no sequence.' },
    ])
    expect(entities.get(0)?.text).toEqual(['“*” at residue 15 is not a residue.', 'Entity 1 (protein A) has no sequence.'])
  })
})

describe('lineOf', () => {
  it('names line and column of a YAML place and nothing else', () => {
    expect(lineOf('yaml:12:3')).toBe('Line 12, column 3')
    expect(lineOf('entities.0')).toBeNull()
  })
})
