import 'server-only'
// What the team writes on its predictions: tags, one or many at a time, and a note.
import { mayAnnotate, type Actor } from '@/lib/access/actor'
import { notFound, Problem } from '@/lib/errors'
import { changePrediction, isVisibleTo, type Change, type LockedPrediction } from '@/lib/predictions/prediction-store'
import { MOST_TAGGED } from '@/lib/predictions/most-at-once'
import type { ChangePrediction, TagMany, TagOutcome } from '@/lib/predictions/list-schema'
import type { PredictionView } from '@/lib/predictions/schema'
import { chooseIds } from '@/lib/predictions/selection'
import { renaming, viewPrediction } from '@/lib/predictions/service'
import { changeTags } from '@/lib/predictions/tag-store'
import { MOST_TAGS } from '@/lib/predictions/tags'

const notPermitted = (): Problem => new Problem('FORBIDDEN', 'Only its owner or a lead of the team may write tags and a note on this prediction.')

/** @throws Problem NOT_FOUND for strangers, FORBIDDEN, CONFLICT when there are too many */
export async function tagPrediction(actor: Actor, id: string, wish: { add: string[]; remove: string[] }): Promise<PredictionView> {
  if (!(await isVisibleTo(actor, id))) throw notFound('prediction')
  const outcome = await changeTags(actor, [id], wish)
  if (outcome.notPermitted > 0) throw notPermitted()
  if (outcome.full > 0) throw new Problem('CONFLICT', `A prediction has at most ${MOST_TAGS} tags. Take one off first.`)
  return viewPrediction(actor, id)
}

/** Tags everything that the filter leaves; without a tag it only counts. @throws Problem CONFLICT when that is too much */
export async function tagPredictions(actor: Actor, { filter, add, remove }: TagMany): Promise<TagOutcome> {
  return changeTags(actor, await chooseIds(actor, filter, MOST_TAGGED), { add, remove })
}

function noting(actor: Actor, row: LockedPrediction, note: string | null): Change | null {
  if (!mayAnnotate(actor, row.ownerId)) throw notPermitted()
  if (row.note === note) return null
  const message = `${actor.personName} ${note === null ? 'removed' : row.note === null ? 'wrote' : 'changed'} the note.`
  return { verb: 'changed note', event: { kind: 'noted', message }, changes: { note }, detail: { changes: { note: { from: row.note, to: note } } }, wake: false }
}

/** Writes both or neither. @throws Problem NOT_FOUND for strangers, FORBIDDEN */
export async function writeNameAndNote(actor: Actor, id: string, { name, note }: ChangePrediction): Promise<PredictionView> {
  await changePrediction(actor, id, (row) => {
    const renamed = name === undefined ? null : renaming(actor, row, name)
    const noted = note === undefined ? null : noting(actor, row, note)
    return renamed === null || noted === null ? (renamed ?? noted) : { ...renamed, changes: { ...renamed.changes, ...noted.changes }, also: noted }
  })
  return viewPrediction(actor, id)
}
