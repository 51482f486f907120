// The list of predictions, and submitting one.
import { idempotencyKey } from '@/lib/door/idempotency-key'
import { route } from '@/lib/door/route'
import { ListPredictions } from '@/lib/predictions/list-schema'
import { SubmitPrediction } from '@/lib/predictions/schema'
import { listPredictions, submitPrediction } from '@/lib/predictions/service'

export const GET = route({ permission: 'predictions:read', query: ListPredictions }, ({ actor, query }) => listPredictions(actor, query))

export const POST = route({ permission: 'predictions:submit', body: SubmitPrediction, status: 202 }, ({ actor, body, request }) =>
  submitPrediction(actor, body, idempotencyKey(request)),
)
