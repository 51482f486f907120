// How the installation does, over all teams.
import { route } from '@/lib/door/route'
import { AskSystem } from '@/lib/system/schema'
import { viewSystem } from '@/lib/system/service'

export const GET = route({ permission: 'system:read', query: AskSystem }, ({ actor, query }) => viewSystem(actor, query.span))
