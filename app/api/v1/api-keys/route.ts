// One's own API keys, and making one.
import { MakeKey } from '@/lib/api-keys/schema'
import { listKeys, makeKey } from '@/lib/api-keys/service'
import { route } from '@/lib/door/route'

export const GET = route({ permission: 'self:read' }, ({ actor }) => listKeys(actor))

export const POST = route({ permission: 'self:change', body: MakeKey, status: 201 }, ({ actor, body }) => makeKey(actor, body))
