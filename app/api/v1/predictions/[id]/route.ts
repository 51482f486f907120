// One prediction: the whole view, its name, and deleting it.
import { IdParams } from '@/lib/door/params'
import { route } from '@/lib/door/route'
import { RenamePrediction } from '@/lib/predictions/schema'
import { deletePrediction, renamePrediction, viewPrediction } from '@/lib/predictions/service'

export const GET = route({ permission: 'predictions:read', params: IdParams }, ({ actor, params }) => viewPrediction(actor, params.id))

export const PATCH = route({ permission: 'predictions:change', params: IdParams, body: RenamePrediction }, ({ actor, params, body }) =>
  renamePrediction(actor, params.id, body.name),
)

export const DELETE = route({ permission: 'predictions:change', params: IdParams }, async ({ actor, params }) => {
  await deletePrediction(actor, params.id)
  return new Response(null, { status: 204 })
})
