// What a FAILED job says about itself: the worker's own verdict, one of RunPod's two exact sentences, or something else as reported. Guesses nothing.
import { plainLine, plainWords, redact, reportedWords } from '@/lib/compute/error-text'
import type { RunPodJob } from '@/lib/compute/wire'
import { isWorkerErrorCode, type WorkerErrorCode } from '@/lib/compute/worker-errors'

export type Verdict =
  /** `code` is null when the worker names one that is not in our table. */
  | { kind: 'worker'; code: WorkerErrorCode | null; namedCode: string; reported: string | null; stderrTail: string | null }
  | { kind: 'executionTimeout'; reported: string }
  | { kind: 'workerLost'; reported: string }
  | { kind: 'endpoint'; reported: string | null }

/** A log is looked at from its end, so far back. */
const MOST_TAIL = 64 * 1024
/** The only texts of RunPod that are known to the letter. */
const EXECUTION_TIMEOUT = /^executionTimeout exceeded\.?$/i
const WORKER_LOST = /^job timed out after \d+ retries\.?$/i

const property = (found: unknown, key: string): unknown =>
  typeof found === 'object' && found !== null && Object.hasOwn(found, key) ? Reflect.get(found, key) : undefined

export function verdictOf(job: Pick<RunPodJob, 'error' | 'output'>, secrets: readonly string[] = []): Verdict {
  const reported = reportedWords(job.error, secrets)
  const namedCode = property(job.output, 'error_code')
  if (typeof namedCode === 'string' && namedCode !== '') {
    const tail = property(property(job.output, 'details'), 'stderr_tail')
    // Hidden before it is cut, so that no half of a key is left at the beginning.
    const stderrTail = typeof tail === 'string' ? plainWords(redact(tail.slice(-MOST_TAIL), secrets).slice(-8_000), secrets) || null : null
    return { kind: 'worker', code: isWorkerErrorCode(namedCode) ? namedCode : null, namedCode: plainLine(namedCode, 80, secrets), reported, stderrTail }
  }
  if (reported !== null && EXECUTION_TIMEOUT.test(reported)) return { kind: 'executionTimeout', reported }
  if (reported !== null && WORKER_LOST.test(reported)) return { kind: 'workerLost', reported }
  return { kind: 'endpoint', reported }
}
