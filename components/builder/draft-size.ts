// How large the draft is: the tokens that are known, and whether some are not yet.
import { tokensPerCopy } from '@/lib/complexes/tokens'
import type { Chemistry } from '@/lib/complexes/chemistry'
import type { Complex } from '@/lib/complexes/schema'

export type DraftSize = { known: number; /** A ligand could not be counted. */ partial: boolean }

export function draftSize(complex: Complex, chemistry: Chemistry): DraftSize {
  let known = 0
  let partial = false
  for (const entity of complex.entities) {
    const each = tokensPerCopy(entity, chemistry)
    if (each === null) partial = true
    else known += each * entity.chainIds.length
  }
  return { known, partial }
}

/** "40 s", "2 min 10 s", "1 h 5 min": rounded as far as an estimate deserves. */
export function roughDuration(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds / 5) * 5)} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}
