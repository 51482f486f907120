// The chosen predictions as one table.
import { downloadHeaders, headOfDownload } from '@/lib/door/file-response'
import { route } from '@/lib/door/route'
import { exportCsv } from '@/lib/predictions/export'
import { ExportPredictions } from '@/lib/predictions/list-schema'

const MEDIA_TYPE = 'text/csv; charset=utf-8'
const DECLARATION = { permission: 'predictions:read', query: ExportPredictions } as const

export const GET = route(DECLARATION, async ({ actor, query }) => {
  const made = await exportCsv(actor, query)
  if (made === null) return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
  return new Response(made.text, { headers: downloadHeaders(made.name, MEDIA_TYPE) })
})

export const HEAD = route(DECLARATION, async () => headOfDownload(MEDIA_TYPE))
