// The results of the chosen predictions in one ZIP, made while it is sent.
import { downloadHeaders } from '@/lib/door/file-response'
import { route } from '@/lib/door/route'
import { exportResults } from '@/lib/predictions/export'
import { ExportPredictions } from '@/lib/predictions/list-schema'
import { zipStream } from '@/lib/predictions/zip-stream'

export const GET = route({ permission: 'predictions:read', query: ExportPredictions }, async ({ actor, query }) => {
  const { name, entries } = await exportResults(actor, query)
  return new Response(zipStream(entries, { actor, permission: 'predictions:read' }), { headers: downloadHeaders(name, 'application/zip') })
})
