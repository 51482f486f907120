// What the answer to a /run means: the first table of the submission design, row by row. Pure and exhaustive.
import { DAY, MINUTE, SECOND } from '@/lib/clock'
import type { SubmitAnswer } from '@/lib/compute/answers'
import type { FailureCode } from '@/lib/predictions/failures'

export type PauseCode = 'AUTH' | 'NOT_FOUND' | 'UNREACHABLE'

export type SubmitVerdict =
  | { kind: 'accepted'; jobId: string }
  /** Proof that nothing runs: the same attempt may be called again, after the endpoint's `notBefore`. */
  | { kind: 'later'; notBeforeMs: number; pause: null }
  | { kind: 'later'; notBeforeMs: null; pause: { code: PauseCode; words: string } }
  /** The request itself is wrong. */
  | { kind: 'failed'; failureCode: FailureCode; reported: string }
  /** The endpoint's look-up had voided this attempt: a new one is made. */
  | { kind: 'void' }
  /** Nobody knows: never sent again by a machine. */
  | { kind: 'unknown'; words: string }

const RATE_FLOOR_MS = SECOND
const RATE_CEILING_MS = MINUTE

/** Back-off after 429 in ms: Retry-After when given, else full jitter over 1 s doubling to 60 s. `random` in [0, 1). */
function rateBackOff(retryAfterMs: number | null, tries: number, random: number): number {
  if (retryAfterMs !== null) return Math.min(retryAfterMs, DAY)
  const ceiling = Math.min(RATE_CEILING_MS, RATE_FLOOR_MS * 2 ** tries)
  return RATE_FLOOR_MS + random * (ceiling - RATE_FLOOR_MS)
}

export function decideSubmit(answer: SubmitAnswer, tries: number, random: number): SubmitVerdict {
  if (answer.kind === 'accepted') return { kind: 'accepted', jobId: answer.jobId }
  if (answer.kind === 'ambiguous') return { kind: 'unknown', words: answer.message }
  switch (answer.because) {
    case 'rate':
      return { kind: 'later', notBeforeMs: rateBackOff(answer.retryAfterMs, tries, random), pause: null }
    case 'auth':
      return { kind: 'later', notBeforeMs: null, pause: { code: 'AUTH', words: answer.message } }
    case 'notFound':
      return { kind: 'later', notBeforeMs: null, pause: { code: 'NOT_FOUND', words: answer.message } }
    case 'network':
      return { kind: 'later', notBeforeMs: null, pause: { code: 'UNREACHABLE', words: answer.message } }
    case 'tooLarge':
      return { kind: 'failed', failureCode: 'REQUEST_TOO_LARGE', reported: answer.message }
    case 'conflict':
      return { kind: 'void' }
    case 'request':
      return { kind: 'failed', failureCode: 'REQUEST_REFUSED', reported: answer.message }
  }
}

/** How long a paused endpoint is left alone before /health is tried: 10 s (1 s for the local one), doubling to 5 min. */
export const pauseMs = (step: number, kind: 'runpod' | 'local'): number =>
  Math.min(kind === 'local' ? 15 * SECOND : 5 * MINUTE, (kind === 'local' ? SECOND : 10 * SECOND) * 2 ** Math.min(step, 10))
