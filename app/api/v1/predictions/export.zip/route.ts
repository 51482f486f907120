// The results of the chosen predictions in one ZIP, made while it is sent.
import { downloadHeaders } from '@/lib/door/file-response'
import { route } from '@/lib/door/route'
import { exportResults } from '@/lib/predictions/export'
import { ExportPredictions } from '@/lib/predictions/list-schema'
import { zipStream } from '@/lib/predictions/zip-stream'

export const GET = route({ permission: 'predictions:read', query: ExportPredictions }, async ({ actor, query }) => {
  const made = await exportResults(actor, query)
  if (made === null) return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
  return new Response(zipStream(made.entries, { actor, permission: 'predictions:read' }), { headers: downloadHeaders(made.name, 'application/zip') })
})
