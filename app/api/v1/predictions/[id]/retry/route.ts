// Run again, as a named person's wish.
import { IdParams } from '@/lib/door/params'
import { route } from '@/lib/door/route'
import { RetryPrediction } from '@/lib/predictions/schema'
import { retryPrediction } from '@/lib/predictions/service'

export const POST = route(
  { permission: 'predictions:submit', params: IdParams, body: RetryPrediction, bodyOptional: true, status: 202 },
  ({ actor, params, body }) => retryPrediction(actor, params.id, body),
)
