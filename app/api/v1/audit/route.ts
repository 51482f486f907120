// What people of all teams did.
import { ListAudit } from '@/lib/audit/schema'
import { listAudit } from '@/lib/audit/service'
import { route } from '@/lib/door/route'

export const GET = route({ permission: 'audit:read', query: ListAudit }, ({ query }) => listAudit(query))
