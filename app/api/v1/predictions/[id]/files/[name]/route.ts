// The bytes of one file of a result, hashed again before they leave.
import { readArtifact } from '@/lib/artifacts/store'
import { fileResponse } from '@/lib/door/file-response'
import { FileParams } from '@/lib/door/params'
import { route } from '@/lib/door/route'
import { findFile } from '@/lib/predictions/prediction-store'

export const GET = route({ permission: 'predictions:read', params: FileParams }, async ({ actor, params, request }) => {
  const file = await findFile(actor, params.id, params.name)
  // What is downloaded alone must say by its name what the page says around it.
  const name = file.simulated ? `SIMULATED-${file.name}` : file.name
  return fileResponse(request, { name, mediaType: file.mediaType, sha256: file.sha256 }, () => readArtifact(file.sha256))
})
