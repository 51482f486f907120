// Generators of complexes for property tests: well-formed ones, and ones whose texts are anything a string can be.
import fc from 'fast-check'
import { looksLikePath } from '@/lib/complexes/path-like'
import type { Complex, Entity } from '@/lib/complexes/schema'

/** Words that YAML 1.1 reads as something else when they are not quoted. */
const TRAPS = ['NO', 'no', 'Y', 'on', 'null', '~', '017', '1_2', '1E5', '0x1F', '.inf', '1:30', '2001-01-01', '<<', '=', '*C', '&a', '!x', '[Na+].[Cl-]', '%', '@', '#', '- a', 'a: b', 'C#N', '"', "'", '\\', '{}', '', ' ', '\n', '\t', '\u0000', '\u007f', '\u0085', '\u2028', '\ufeff', '\ufffe', '\ud800', '🧬', 'é']

/** Anything: traps, any code point, halves of pairs. */
export const anyText = fc.oneof(fc.constantFrom(...TRAPS), fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ unit: 'grapheme' }))

const letters = (alphabet: string, maxLength: number) =>
  fc.array(fc.constantFrom(...alphabet), { minLength: 1, maxLength }).map((parts) => parts.join(''))

const chainId = fc.oneof(fc.constantFrom('NO', 'ON', 'Y', 'N', 'TRUE', 'null'), fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,3}$/))
const chainIds = fc.uniqueArray(chainId, { minLength: 1, maxLength: 4 })
const ccd = fc.oneof(fc.constantFrom('NO', '017', '1E5', '0E0', 'ATP', 'HEM'), fc.stringMatching(/^[A-Z0-9]{1,5}$/))
const smiles = letters('CNOPSFIcnos()[]=#/\\@+-.123%', 60).filter((text) => !looksLikePath(text))

const wellFormed: fc.Arbitrary<Entity> = fc.oneof(
  fc.record({ type: fc.constant('protein' as const), chainIds, sequence: letters('ACDEFGHIKLMNPQRSTVWYX', 2000), msa: fc.constantFrom('server' as const, 'empty' as const) }),
  fc.record({ type: fc.constant('dna' as const), chainIds, sequence: letters('ACGTN', 60) }),
  fc.record({ type: fc.constant('rna' as const), chainIds, sequence: letters('ACGUN', 60) }),
  fc.record({ type: fc.constant('ligand' as const), chainIds, smiles }),
  fc.record({ type: fc.constant('ligand' as const), chainIds, ccd }),
)

const anyIds = fc.array(anyText, { minLength: 1, maxLength: 3 })
const anything: fc.Arbitrary<Entity> = fc.oneof(
  fc.record({ type: fc.constant('protein' as const), chainIds: anyIds, sequence: anyText, msa: fc.constantFrom('server' as const, 'empty' as const) }),
  fc.record({ type: fc.constantFrom('dna' as const, 'rna' as const), chainIds: anyIds, sequence: anyText }),
  fc.record({ type: fc.constant('ligand' as const), chainIds: anyIds, smiles: anyText }),
  fc.record({ type: fc.constant('ligand' as const), chainIds: anyIds, ccd: anyText }),
)

function complexOf(entity: fc.Arbitrary<Entity>, binder: fc.Arbitrary<string>): fc.Arbitrary<Complex> {
  return fc.record({ entities: fc.array(entity, { minLength: 1, maxLength: 5 }), affinityBinder: fc.option(binder) })
}

export const wellFormedComplex = complexOf(wellFormed, chainId)
export const anyComplex = complexOf(anything, anyText)
