import 'server-only'
// Reads a request's JSON body under a cap. It refuses other media types, broken JSON and bodies that are too long.
import { Problem } from '@/lib/errors'

const BODY_LIMIT = 4 * 1024 * 1024

async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = request.body?.getReader()
  if (reader === undefined) return ''
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength
    if (size > BODY_LIMIT) {
      await reader.cancel()
      throw new Problem('TOO_LARGE', 'A request may be at most 4 MiB long.')
    }
    chunks.push(part.value)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** The parsed JSON of the body. An empty body is `{}` when `optional`. */
export async function readJson(request: Request, optional: boolean): Promise<unknown> {
  const text = await readText(request)
  if (optional && text === '') return {}
  const mediaType = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (mediaType !== 'application/json') throw new Problem('UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json.')
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Problem('INVALID_REQUEST', `The body is not JSON: ${error instanceof Error ? error.message : 'it cannot be read'}.`)
  }
}
