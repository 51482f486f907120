// One prediction: the whole view, its name and note, and deleting it.
import { IdParams } from '@/lib/door/params'
import { route } from '@/lib/door/route'
import { writeNameAndNote } from '@/lib/predictions/annotate'
import { ChangePrediction } from '@/lib/predictions/list-schema'
import { deletePrediction, viewPrediction } from '@/lib/predictions/service'

export const GET = route({ permission: 'predictions:read', params: IdParams }, ({ actor, params }) => viewPrediction(actor, params.id))

export const PATCH = route({ permission: 'predictions:change', params: IdParams, body: ChangePrediction }, ({ actor, params, body }) => writeNameAndNote(actor, params.id, body))

export const DELETE = route({ permission: 'predictions:change', params: IdParams }, async ({ actor, params }) => {
  await deletePrediction(actor, params.id)
  return new Response(null, { status: 204 })
})
