// Entities and the whole knowledge of molecules, for the tests of this folder.
import { checkComplex, type CheckedComplex } from '@/lib/complexes/check'
import type { Complex, Entity } from '@/lib/complexes/schema'
import { serverChemistry } from '@/lib/complexes/server-chemistry'

export function protein(chainIds: string[], sequence = 'MKTAYIAKQRQISFVKSHFSRQ', msa: 'server' | 'empty' = 'server'): Entity {
  return { type: 'protein', chainIds, sequence, msa }
}

export const ligand = (chainIds: string[], smiles: string): Entity => ({ type: 'ligand', chainIds, smiles })
export const component = (chainIds: string[], ccd: string): Entity => ({ type: 'ligand', chainIds, ccd })

export function complexOf(entities: Entity[], affinityBinder: string | null = null): Complex {
  return { entities, affinityBinder }
}

/** The server's check without an operator's limit. */
export function check(complex: Complex, maxTokens: number | null = null): CheckedComplex {
  return checkComplex(complex, serverChemistry, { maxTokens })
}

/** All complaints as `place: message`. */
export function complaintsOf(complex: Complex, maxTokens: number | null = null): string[] {
  const checked = check(complex, maxTokens)
  return checked.ok ? [] : checked.complaints.map(({ at, message }) => `${at}: ${message}`)
}

export function warningsOf(complex: Complex): string[] {
  return check(complex).warnings.map(({ at, message }) => `${at}: ${message}`)
}
