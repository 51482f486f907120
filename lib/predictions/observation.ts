// From an endpoint's answer about a job to what was seen. Pure.
import type { AuthAnswer, StatusAnswer, UnavailableAnswer } from '@/lib/compute/answers'
import { WorkerProgress } from '@/lib/compute/contract'
import { reportedWords } from '@/lib/compute/error-text'
import { isWorkerErrorCode } from '@/lib/compute/worker-errors'
import type { Observation } from '@/lib/predictions/facts'
import type { FailureCode } from '@/lib/predictions/failures'

type Job = Extract<StatusAnswer, { kind: 'job' }>['job']

export function observationOf(answer: Extract<StatusAnswer, { kind: 'job' }> | AuthAnswer | UnavailableAnswer): Observation {
  if (answer.kind === 'auth') return { kind: 'auth' }
  if (answer.kind === 'unavailable') return { kind: 'unavailable', retryAfterMs: answer.retryAfterMs }
  const { job } = answer
  return {
    kind: 'job',
    status: job.status,
    reported: job.status === 'COMPLETED' ? null : reportedWords(job.error),
    verdict: workerVerdict(job),
    progress: progressOf(job),
    delayTimeMs: job.delayTime,
    executionTimeMs: job.executionTime,
    workerId: job.workerId,
    retries: job.retries,
  }
}

/** The worker's own verdict survives in `output.error_code` of a FAILED job. */
function workerVerdict(job: Job): FailureCode | null {
  if (job.status !== 'FAILED' || typeof job.output !== 'object' || job.output === null || !('error_code' in job.output)) return null
  return isWorkerErrorCode(job.output.error_code) ? job.output.error_code : null
}

/** `output` of a job that still runs is progress and nothing else; one in another form is ignored. */
function progressOf(job: Job): WorkerProgress | null {
  if (job.status !== 'IN_PROGRESS' && job.status !== 'RUNNING') return null
  const progress = WorkerProgress.safeParse(job.output)
  return progress.success ? progress.data : null
}
