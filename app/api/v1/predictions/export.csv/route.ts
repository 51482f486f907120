// The chosen predictions as one table.
import { downloadHeaders } from '@/lib/door/file-response'
import { route } from '@/lib/door/route'
import { exportCsv } from '@/lib/predictions/export'
import { ExportPredictions } from '@/lib/predictions/list-schema'

export const GET = route({ permission: 'predictions:read', query: ExportPredictions }, async ({ actor, query }) => {
  const made = await exportCsv(actor, query)
  if (made === null) return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
  return new Response(made.text, { headers: downloadHeaders(made.name, 'text/csv; charset=utf-8') })
})
