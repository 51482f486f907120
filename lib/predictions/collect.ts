import 'server-only'
// From a stored raw answer to a stored result. What cannot be used is kept, explained and never shown as a result.
import type { AnswerRoom } from '@/lib/compute/answer-room'
import { endpointAddress } from '@/lib/compute/endpoint-store'
import { redact } from '@/lib/compute/error-text'
import { SECOND } from '@/lib/clock'
import { isPassingTrouble } from '@/lib/database-trouble'
import { log } from '@/lib/log'
import { LEASE_SECONDS, type Claim } from '@/lib/predictions/claim-store'
import { COLLECT_TRIES } from '@/lib/predictions/deadlines'
import type { Decision } from '@/lib/predictions/facts'
import type { FailureCode } from '@/lib/predictions/failures'
import { applyDecision, type LoadedAttempt } from '@/lib/predictions/observation-store'
import { beginCollect, readStoredAnswer, saveResult } from '@/lib/predictions/result-store'
import { withoutSecrets } from '@/lib/results/hide-secrets'
import { readAnswerApart } from '@/lib/results/reader-pool'
import type { PackedFile, ReadOutcome } from '@/lib/results/schema'
import { crashPoint } from '@/lib/test-switches'

type Readable = Pick<Extract<ReadOutcome<PackedFile>, { kind: 'result' }>, 'summary' | 'files'>

/** @returns whether it has come to an end; false: to be tried again */
export async function collect(claim: Claim, attempt: LoadedAttempt, room: AnswerRoom): Promise<boolean> {
  if (attempt.collectTries >= COLLECT_TRIES) {
    return fail(claim, attempt, 'OUTPUT_INVALID', `Reading the answer failed ${COLLECT_TRIES} times.`)
  }
  crashPoint('rawStoredBeforeResult')
  // One after the other: whoever throws leaves the room, and nothing may take a place in it afterwards.
  const address = await endpointAddress(attempt.endpointRef)
  const stored = await readStoredAnswer(attempt.id, room)
  if (stored === null) return fail(claim, attempt, 'OUTPUT_MISSING', 'The stored answer is gone or damaged.')
  const secrets = address === null ? [] : [address.apiKey]
  // Only what may kill its reader is counted: waiting for room, and a database that is away, must not use up the tries.
  const tries = await beginCollect(attempt.id)
  const outcome = await readAnswerApart(stored.raw, stored.expectation)
  switch (outcome.kind) {
    case 'result':
      return store(claim, attempt, withoutSecrets(outcome, secrets))
    case 'missing':
      return fail(claim, attempt, 'OUTPUT_MISSING', redact(outcome.message, secrets))
    case 'died':
      return tries < COLLECT_TRIES ? false : fail(claim, attempt, 'OUTPUT_INVALID', outcome.message)
    case 'invalid': {
      const places = outcome.complaints.map((complaint) => `${complaint.at}: ${complaint.message}`)
      log.warn({ attempt: attempt.id, complaints: outcome.complaints.length }, 'an answer cannot be used as a result')
      return fail(claim, attempt, 'OUTPUT_INVALID', redact([outcome.message, ...places].join('\n'), secrets).slice(0, 4_000))
    }
  }
}

/** The result was read and is worth keeping: while the database is away it is stored again and again, as long as the lease may last. */
async function store(claim: Claim, attempt: LoadedAttempt, { summary, files }: Readable): Promise<boolean> {
  for (let tries = 1; ; tries += 1) {
    try {
      const stored = await saveResult(claim, attempt, summary, files)
      if (stored) crashPoint('afterResult')
      return stored
    } catch (error) {
      if (!isPassingTrouble(error) || tries >= LEASE_SECONDS) throw error
      log.warn({ attempt: attempt.id, tries, reason: String(error) }, 'a result could not be stored yet')
      await new Promise((resolve) => setTimeout(resolve, SECOND))
    }
  }
}

async function fail(claim: Claim, attempt: LoadedAttempt, failureCode: FailureCode, reported: string): Promise<boolean> {
  const decision: Decision = {
    patch: {}, answered: false, move: null, next: 'wait', stage: null, pauseEndpoint: false,
    end: { status: 'FAILED', failureCode, reported, remark: null },
  }
  return applyDecision(claim, attempt, decision, null)
}
