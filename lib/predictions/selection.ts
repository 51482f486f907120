import 'server-only'
// The predictions that a person chose for one act: by their ids, or all that a filter leaves, up to a bound that is stated when it is passed.
import type { Actor } from '@/lib/access/actor'
import { Problem } from '@/lib/errors'
import { readMatchingIds } from '@/lib/predictions/list-store'
import type { PredictionFilter, SortText } from '@/lib/predictions/list-schema'

/** In the order of the list. @throws Problem CONFLICT when more than `most` match */
export async function chooseIds(actor: Actor, filter: PredictionFilter, most: number, sort?: SortText): Promise<string[]> {
  const ids = await readMatchingIds(actor, filter, most + 1, sort)
  if (ids.length <= most) return ids
  const number = most.toLocaleString('en-GB')
  throw new Problem('CONFLICT', `More than ${number} predictions match, and this is done for at most ${number} at once. Narrow the list first.`)
}
