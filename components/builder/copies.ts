// Reads the number of copies as typed: kept as it is when it will not do, with the complaint about it.
import type { Complaint } from '@/lib/complexes/schema'
import { entityLabel } from '@/lib/complexes/place'
import type { Draft } from './draft'
import { complexOf } from './draft-complex'

/** Every copy gets a field for its chain id; more of them than this are nearly always a slip of the hand. */
export const MOST_COPIES = 60

/** Null when the text is no whole number from 1 to the most. */
export function readCopies(text: string): number | null {
  const trimmed = text.trim()
  const count = /^\d{1,9}$/.test(trimmed) ? Number(trimmed) : 0
  return count >= 1 && count <= MOST_COPIES ? count : null
}

function reason(text: string): string {
  const trimmed = text.trim()
  if (trimmed === '') return 'the number of copies is empty'
  if (/^0+$/.test(trimmed)) return 'copies cannot be 0; to leave the molecule out, remove the entity'
  if (/^\d+$/.test(trimmed)) return `${trimmed.slice(0, 12)} copies are more than one entity takes, since each has a chain id of its own; for more, duplicate the entity`
  return `“${trimmed.slice(0, 20)}” is not a number of copies`
}

/** At `entities.N.copies`. */
export function checkCopies(draft: Draft): Complaint[] {
  return draft.entities.flatMap(({ copiesTyped }, index) =>
    copiesTyped === null ? [] : [{ at: `entities.${index}.copies`, message: `${entityLabel(complexOf(draft), index)}: ${reason(copiesTyped)}. Write 1 to ${MOST_COPIES}.` }],
  )
}
