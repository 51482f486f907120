import 'server-only'
// A look-up RunPod does not have: was this attempt accepted? "No" is a promise that it never will be.
import { z } from 'zod'
import type { Endpoint } from './endpoint'
import { json, plain, type Reply } from './reply'

const VoidBody = z.object({ job_id: z.string().min(1), attempt: z.string().min(1) })

export async function voidAttempt(endpoint: Endpoint, body: string): Promise<Reply> {
  const parsed = VoidBody.safeParse(parseJson(body))
  if (!parsed.success) return plain(400, 'bad request: expected {"job_id", "attempt"}')
  const found = await endpoint.jobs.voidPair({ jobId: parsed.data.job_id, attempt: parsed.data.attempt })
  return found === null ? json(200, { found: false }) : json(200, { found: true, id: found })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON is refused like JSON of the wrong shape.
    return undefined
  }
}
