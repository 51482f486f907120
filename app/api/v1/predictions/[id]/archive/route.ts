// All files of a result in one ZIP, with the frozen input, the scores and where they come from.
import { fileResponse } from '@/lib/door/file-response'
import { IdParams } from '@/lib/door/params'
import { route } from '@/lib/door/route'
import { archivePrediction } from '@/lib/predictions/archive'

export const GET = route({ permission: 'predictions:read', params: IdParams }, async ({ actor, params, request }) => {
  const { name, content } = await archivePrediction(actor, params.id)
  return fileResponse(request, { name, mediaType: 'application/zip', sha256: null }, async () => content)
})
