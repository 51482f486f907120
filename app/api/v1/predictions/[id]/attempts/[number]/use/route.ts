// Use the finished result of another attempt.
import { AttemptParams } from '@/lib/door/params'
import { route } from '@/lib/door/route'
import { useAttempt as takeAttempt } from '@/lib/predictions/service'

export const POST = route({ permission: 'predictions:change', params: AttemptParams, status: 202 }, ({ actor, params }) =>
  takeAttempt(actor, params.id, params.number),
)
