import 'server-only'
// A webhook as it comes in: nothing of it is believed but that it is time to look. 200 to all, right or wrong; 503 to all while nothing
// can be written, so that its sender comes again. Its address holds a token, so neither address nor body is ever logged.
import { isRunPodId } from '@/lib/compute/address'
import { sameSecret, sha256 } from '@/lib/crypto'
import { log } from '@/lib/log'
import { JobIdFinder } from '@/lib/predictions/webhook-body'
import { noteWebhook, readWebhookSecret } from '@/lib/predictions/webhook-store'
import { crashPoint, isSabotaged } from '@/lib/test-switches'

const ATTEMPT_ID = /^att_[0-9a-z]{20}$/
/** Compared with when there is no such attempt, so that time does not tell which attempts there are. */
const NOBODYS_HASH = sha256('')
/** A database that takes longer counts as one that cannot be written. */
const NOTED_WITHIN_MS = 5_000
/** RunPod sends the id among the first bytes, and at most about 20 MB in all. */
const READ_WITHIN_MS = 3_000
const MOST_BYTES = 32 * 1024 * 1024

type Body = ReadableStream<Uint8Array> | null

export async function hearWebhook(address: { attempt: string; token: string }, body: Body): Promise<Response> {
  try {
    await within(NOTED_WITHIN_MS, note(address, body))
    return answer(200)
  } catch (error) {
    log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'a webhook could not be noted; its sender comes again')
    return answer(503)
  }
}

const answer = (status: number): Response => new Response(null, { status, headers: { 'cache-control': 'no-store' } })

async function note({ attempt, token }: { attempt: string; token: string }, body: Body): Promise<void> {
  const attemptId = ATTEMPT_ID.test(attempt) ? attempt : ''
  const secret = await readWebhookSecret(attemptId)
  const isRight = (sameSecret(sha256(token), secret?.tokenHash ?? NOBODYS_HASH) || isSabotaged('webhookToken')) && secret !== null
  const jobId = isRight && secret.jobUnknown ? await jobIdOf(body) : null
  crashPoint('webhookReadBeforeWrite')
  await noteWebhook(isRight ? attemptId : null, jobId)
  log.debug({ attempt: attemptId, isRight, job: jobId }, 'webhook')
}

/** The id that the body names, as soon as it has come; the rest is read away meanwhile, because giving up a body cuts off the answer. */
function jobIdOf(body: Body): Promise<string | null> {
  if (body === null) return Promise.resolve(null)
  return new Promise((resolve) => {
    const limit = setTimeout(() => resolve(null), READ_WITHIN_MS)
    readAway(body, new JobIdFinder(), (id) => resolve(isRunPodId(id) ? id : null))
      .catch((error: unknown) => log.debug({ reason: String(error) }, 'a webhook broke off'))
      .finally(() => {
        clearTimeout(limit)
        resolve(null)
      })
  })
}

async function readAway(body: ReadableStream<Uint8Array>, finder: JobIdFinder, found: (id: string) => void): Promise<void> {
  const reader = body.getReader()
  let bytes = 0
  let id: string | null = null
  for (let part = await reader.read(); !part.done && bytes < MOST_BYTES; part = await reader.read()) {
    bytes += part.value.length
    if (id !== null) continue
    id = finder.take(part.value)
    if (id !== null) found(id)
  }
  await reader.cancel()
}

function within<Value>(milliseconds: number, work: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error('The database did not answer in time.')), milliseconds)
    work.then(resolve, reject).finally(() => clearTimeout(limit))
  })
}
