// From an endpoint's answer about a job to what was seen. Pure.
import type { AuthAnswer, StatusAnswer, UnavailableAnswer } from '@/lib/compute/answers'
import { WorkerProgress } from '@/lib/compute/contract'
import type { RawAnswer } from '@/lib/compute/raw-answer'
import { plainLine, redact, reportedWords } from '@/lib/compute/error-text'
import { verdictOf } from '@/lib/compute/verdict'
import type { Observation } from '@/lib/predictions/facts'
import type { FailureCode } from '@/lib/predictions/failures'
import { storableText } from '@/lib/storable-text'

type Job = Extract<StatusAnswer, { kind: 'job' }>['job']

/** How much of what a worker says and of its log's tail is kept. */
const MOST_REPORTED = 4_000

type JobSeen = { kind: 'job'; job: Job; raw: Pick<RawAnswer, 'isWhole'> }

/** `secrets` are hidden in what was reported. */
export function observationOf(answer: JobSeen | AuthAnswer | UnavailableAnswer, secrets: readonly string[] = []): Observation {
  if (answer.kind === 'auth') return { kind: 'auth' }
  if (answer.kind === 'unavailable') return { kind: 'unavailable', retryAfterMs: answer.retryAfterMs }
  const { job, raw } = answer
  return {
    kind: 'job',
    status: job.status,
    ...ending(job, secrets),
    progress: progressOf(job, secrets),
    delayTimeMs: job.delayTime,
    executionTimeMs: job.executionTime,
    workerId: job.workerId === null ? null : redact(job.workerId, secrets),
    retries: job.retries,
    ...(!raw.isWhole && { tooLarge: true }),
  }
}

/** What a job that did not succeed says of it: words, and the verdict that they or the worker's own code stand for. */
function ending(job: Job, secrets: readonly string[]): { reported: string | null; verdict: FailureCode | null; byWorker?: true } {
  if (job.status !== 'FAILED') return { reported: job.status === 'COMPLETED' ? null : reportedWords(job.error, secrets), verdict: null }
  const verdict = verdictOf(job, secrets)
  switch (verdict.kind) {
    case 'executionTimeout':
      return { reported: verdict.reported, verdict: 'RUN_TIMED_OUT' }
    case 'workerLost':
      return { reported: verdict.reported, verdict: 'WORKER_LOST' }
    case 'endpoint':
      return { reported: verdict.reported, verdict: null }
    case 'worker': {
      const words = [verdict.reported ?? verdict.namedCode, verdict.stderrTail].filter((part) => part !== null).join('\n')
      return { reported: storableText(words, MOST_REPORTED), verdict: verdict.code, byWorker: true }
    }
  }
}

/** `output` of a job that still runs is progress and nothing else; one in another form is ignored. */
function progressOf(job: Job, secrets: readonly string[]): WorkerProgress | null {
  if (job.status !== 'IN_PROGRESS' && job.status !== 'RUNNING') return null
  const progress = WorkerProgress.safeParse(job.output)
  if (!progress.success) return null
  const { seq, fraction, message } = progress.data
  const stage = plainLine(progress.data.stage, 40, secrets)
  return stage === '' ? null : { seq, stage, fraction, message: message == null ? message : plainLine(message, 500, secrets) }
}
