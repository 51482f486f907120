// One prediction: the whole view, its name and note, and deleting it.
import { IdParams } from '@/lib/door/params'
import { route } from '@/lib/door/route'
import { writeNote } from '@/lib/predictions/annotate'
import { ChangePrediction } from '@/lib/predictions/list-schema'
import { deletePrediction, renamePrediction, viewPrediction } from '@/lib/predictions/service'

export const GET = route({ permission: 'predictions:read', params: IdParams }, ({ actor, params }) => viewPrediction(actor, params.id))

export const PATCH = route({ permission: 'predictions:change', params: IdParams, body: ChangePrediction }, async ({ actor, params, body }) => {
  if (body.name !== undefined) await renamePrediction(actor, params.id, body.name)
  return body.note === undefined ? viewPrediction(actor, params.id) : writeNote(actor, params.id, body.note)
})

export const DELETE = route({ permission: 'predictions:change', params: IdParams }, async ({ actor, params }) => {
  await deletePrediction(actor, params.id)
  return new Response(null, { status: 204 })
})
