// Revoking one of one's own API keys.
import { revokeKey } from '@/lib/api-keys/service'
import { IdParams } from '@/lib/door/params'
import { route } from '@/lib/door/route'

export const DELETE = route({ permission: 'self:change', params: IdParams }, async ({ actor, params }) => {
  await revokeKey(actor, params.id)
  return new Response(null, { status: 204 })
})
