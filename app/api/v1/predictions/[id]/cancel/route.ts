// The wish to cancel a prediction.
import { IdParams } from '@/lib/door/params'
import { route } from '@/lib/door/route'
import { cancelPrediction } from '@/lib/predictions/service'

export const POST = route({ permission: 'predictions:change', params: IdParams, status: 202 }, ({ actor, params }) => cancelPrediction(actor, params.id))
