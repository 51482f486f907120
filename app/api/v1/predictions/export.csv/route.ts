// The chosen predictions as one table.
import { downloadHeaders } from '@/lib/door/file-response'
import { route } from '@/lib/door/route'
import { exportCsv } from '@/lib/predictions/export'
import { ExportPredictions } from '@/lib/predictions/list-schema'

export const GET = route({ permission: 'predictions:read', query: ExportPredictions }, async ({ actor, query }) => {
  const { name, text } = await exportCsv(actor, query)
  return new Response(text, { headers: downloadHeaders(name, 'text/csv; charset=utf-8') })
})
