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
import { unchanged } from '@/lib/predictions/decide-status'
import type { FailureCode } from '@/lib/predictions/failures'
import { applyDecision, type LoadedAttempt } from '@/lib/predictions/observation-store'
import { beginCollect, readStoredAnswer, saveResult } from '@/lib/predictions/result-store'
import { replaceByUpload } from '@/lib/predictions/uploads'
import { withoutSecrets } from '@/lib/results/hide-secrets'
import { readAnswerApart } from '@/lib/results/reader-pool'
import type { PackedFile, ReadOutcome } from '@/lib/results/schema'
import { crashPoint } from '@/lib/test-switches'

type Readable = Pick<Extract<ReadOutcome<PackedFile>, { kind: 'result' }>, 'summary' | 'files'>

const AGAIN_MS = SECOND
/** An object storage that does not answer. */
const UPLOAD_AGAIN_MS = 15 * SECOND

/** @returns milliseconds until it is to be tried again; null when it has come to an end */
export async function collect(claim: Claim, attempt: LoadedAttempt, room: AnswerRoom): Promise<number | null> {
  if (attempt.collectTries >= COLLECT_TRIES) {
    return fail(claim, attempt, 'OUTPUT_INVALID', `Reading the answer failed ${COLLECT_TRIES} times.`)
  }
  crashPoint('rawStoredBeforeResult')
  // One after the other: whoever throws leaves the room, and nothing may take a place in it afterwards.
  const address = await endpointAddress(attempt.endpointRef)
  const stored = await readStoredAnswer(attempt.id, room)
  if (stored === null) return fail(claim, attempt, 'OUTPUT_MISSING', 'The stored answer is gone or damaged.')
  const choice = await replaceByUpload(claim, attempt, stored.raw, room)
  if (choice.kind === 'later') return UPLOAD_AGAIN_MS
  if (choice.kind === 'uploaded') return collect(claim, { ...attempt, upload: 'taken' }, room)
  const secrets = address === null ? [] : [address.apiKey]
  const said = (words: string): string => redact(choice.words === null ? words : `${choice.words}\n${words}`, secrets)
  // Only what may kill its reader is counted: waiting for room, and a database that is away, must not use up the tries.
  const tries = await beginCollect(attempt.id)
  const outcome = await readAnswerApart(stored.raw, stored.expectation)
  switch (outcome.kind) {
    case 'result':
      return store(claim, attempt, withoutSecrets(withWarning(outcome, choice.words), secrets))
    case 'missing':
      return fail(claim, attempt, 'OUTPUT_MISSING', said(outcome.message))
    case 'died':
      return tries < COLLECT_TRIES ? AGAIN_MS : fail(claim, attempt, 'OUTPUT_INVALID', outcome.message)
    case 'invalid': {
      const places = outcome.complaints.map((complaint) => `${complaint.at}: ${complaint.message}`)
      log.warn({ attempt: attempt.id, complaints: outcome.complaints.length }, 'an answer cannot be used as a result')
      return fail(claim, attempt, 'OUTPUT_INVALID', said([outcome.message, ...places].join('\n')).slice(0, 4_000))
    }
  }
}

const withWarning = ({ summary, files }: Readable, words: string | null): Readable =>
  words === null ? { summary, files } : { summary: { ...summary, warnings: [words, ...summary.warnings] }, files }

/** The result was read and is worth keeping: while the database is away it is stored again and again, as long as the lease may last. */
async function store(claim: Claim, attempt: LoadedAttempt, { summary, files }: Readable): Promise<number | null> {
  for (let tries = 1; ; tries += 1) {
    try {
      const stored = await saveResult(claim, attempt, summary, files)
      if (stored) crashPoint('afterResult')
      return stored ? null : AGAIN_MS
    } catch (error) {
      if (!isPassingTrouble(error) || tries >= LEASE_SECONDS) throw error
      log.warn({ attempt: attempt.id, tries, reason: String(error) }, 'a result could not be stored yet')
      await new Promise((resolve) => setTimeout(resolve, SECOND))
    }
  }
}

async function fail(claim: Claim, attempt: LoadedAttempt, failureCode: FailureCode, reported: string): Promise<number | null> {
  const end = { status: 'FAILED', failureCode, reported, remark: null } as const
  return (await applyDecision(claim, attempt, { ...unchanged({}, false), end }, null)) ? null : AGAIN_MS
}
