// What people of all teams did, as one table.
import { AuditFilter } from '@/lib/audit/schema'
import { exportAudit } from '@/lib/audit/service'
import { chunkStream } from '@/lib/door/chunk-stream'
import { downloadHeaders, headOfDownload } from '@/lib/door/file-response'
import { route } from '@/lib/door/route'

const MEDIA_TYPE = 'text/csv; charset=utf-8'
const DECLARATION = { permission: 'audit:read', query: AuditFilter } as const

export const GET = route(DECLARATION, async ({ actor, query }) =>
  new Response(chunkStream(await exportAudit(actor, query), { actor, permission: 'audit:read' }), { headers: downloadHeaders('atomera-audit.csv', MEDIA_TYPE) }),
)

export const HEAD = route(DECLARATION, async () => headOfDownload(MEDIA_TYPE))
