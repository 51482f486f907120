// The results of the chosen predictions in one ZIP, made while it is sent.
import { downloadHeaders, headOfDownload } from '@/lib/door/file-response'
import { route } from '@/lib/door/route'
import { exportResults } from '@/lib/predictions/export'
import { ExportPredictions } from '@/lib/predictions/list-schema'
import { zipStream } from '@/lib/predictions/zip-stream'

const MEDIA_TYPE = 'application/zip'
const DECLARATION = { permission: 'predictions:read', query: ExportPredictions } as const

export const GET = route(DECLARATION, async ({ actor, query }) => {
  const made = await exportResults(actor, query)
  if (made === null) return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
  return new Response(zipStream(made.entries, { actor, permission: 'predictions:read' }), { headers: downloadHeaders(made.name, MEDIA_TYPE) })
})

export const HEAD = route(DECLARATION, async () => headOfDownload(MEDIA_TYPE))
