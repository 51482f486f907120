import 'server-only'
// An unknown submit whose job a webhook has named: it is asked for, and adopted only when the endpoint knows it and no other attempt has it.
import type { EndpointAddress } from '@/lib/compute/address'
import { readStatus } from '@/lib/compute/job-api'
import { databaseNow } from '@/lib/db'
import { elapsed, MINUTE, SECOND } from '@/lib/clock'
import { log } from '@/lib/log'
import type { Claim } from '@/lib/predictions/claim-store'
import { retryReadMs } from '@/lib/predictions/cadence'
import { NOT_FOUND_GRACE_MS } from '@/lib/predictions/deadlines'
import { pauseForKey } from '@/lib/predictions/endpoint-health'
import { adopt, type LoadedAttempt } from '@/lib/predictions/observation-store'
import { dropNamedJob, standingOfNamedJob } from '@/lib/predictions/webhook-store'

/** While the endpoint does not answer, waits are drawn as after so many misses: up to 16 s. */
const MISSES = 4

/** @returns 0 when it is adopted, milliseconds until it is asked for again, null when there is none or it is not ours */
export async function adoptNamedJob(claim: Claim, attempt: LoadedAttempt, address: EndpointAddress): Promise<number | null> {
  const jobId = attempt.webhookJobId
  if (jobId === null) return null
  const standing = await standingOfNamedJob(attempt.id)
  if (standing === 'unsettled') return SECOND
  const answer = standing === 'taken' ? null : await readStatus(address, jobId)
  switch (answer?.kind) {
    case 'job':
      if (await adopt(claim, attempt, jobId)) return 0
      break
    case 'auth':
      await pauseForKey(attempt.endpointRef, answer.message)
      return MINUTE / 2
    case 'unavailable':
      return retryReadMs(MISSES, answer.retryAfterMs, Math.random())
    case 'notFound':
      if (attempt.callingAt !== null && elapsed(attempt.callingAt, await databaseNow()) < NOT_FOUND_GRACE_MS) return 2 * SECOND
  }
  log.warn({ attempt: attempt.id, job: jobId, standing }, 'a webhook named a job that is not this attempt\'s; it is ignored')
  await dropNamedJob(attempt.id, jobId)
  return null
}
