// What people of all teams did, as one table.
import { AuditFilter } from '@/lib/audit/schema'
import { exportAudit } from '@/lib/audit/service'
import { chunkStream } from '@/lib/door/chunk-stream'
import { downloadHeaders } from '@/lib/door/file-response'
import { route } from '@/lib/door/route'

export const GET = route({ permission: 'audit:read', query: AuditFilter }, async ({ actor, query }) =>
  new Response(chunkStream(await exportAudit(actor, query), { actor, permission: 'audit:read' }), { headers: downloadHeaders('atomera-audit.csv', 'text/csv; charset=utf-8') }),
)
