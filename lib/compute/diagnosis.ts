// Why a job still waits in the endpoint's queue, read from /health. Counters that are missing stay unknown; refuses to blame capacity for a crash.
import type { RunPodHealth } from '@/lib/compute/wire'

export type QueueReason = 'crashing' | 'noWorkers' | 'throttled' | 'starting' | 'idleWorkers' | 'busy' | 'unknown'
export type Diagnosis = { reason: QueueReason; message: string; cure: string }

const REASONS: Record<QueueReason, Omit<Diagnosis, 'reason'>> = {
  crashing: {
    message: 'Workers of the endpoint crash when they start; this is not a lack of GPUs.',
    cure: 'Open the logs of its workers in the RunPod console.',
  },
  throttled: {
    message: 'The hosts of the endpoint are full, so its workers wait for GPUs.',
    cure: 'Wait, or allow more GPU types or regions for the endpoint.',
  },
  starting: {
    message: 'A worker is starting: it loads the image and the weights of Boltz-2.',
    cure: 'Wait some minutes; the first start of a large image takes longest.',
  },
  idleWorkers: {
    message: 'Workers stand ready, but do not take the waiting jobs.',
    cure: 'Check that the image of the endpoint runs a RunPod worker, and read its logs.',
  },
  busy: {
    message: 'All workers of the endpoint are busy with other jobs.',
    cure: 'Wait, or raise the number of workers of the endpoint.',
  },
  noWorkers: {
    message: 'The endpoint has no worker: it is starting from zero, finds no free GPU, or its number of workers is set to 0.',
    cure: 'Wait a minute; then check "max workers" in the RunPod console, which RunPod lowers to 0 after a week without requests.',
  },
  unknown: {
    message: 'The endpoint does not say how its workers are.',
    cure: 'Look at the endpoint in the RunPod console.',
  },
}

function reasonOf({ workers, jobs }: RunPodHealth): QueueReason {
  const counters = [workers.idle, workers.initializing, workers.ready, workers.running, workers.throttled, workers.unhealthy]
  if (counters.every((counter) => counter === undefined)) return 'unknown'
  // A counter that is not sent counts no worker of that kind.
  const some = (counter: number | undefined): boolean => counter !== undefined && counter > 0
  const standing = some(workers.ready) || some(workers.idle)
  if (some(workers.unhealthy) && !some(workers.running)) return 'crashing'
  if (some(workers.running)) return some(workers.idle) && !some(jobs.inProgress) ? 'idleWorkers' : 'busy'
  if (standing) return some(jobs.inQueue) && !some(jobs.inProgress) ? 'idleWorkers' : 'busy'
  if (some(workers.initializing)) return 'starting'
  return some(workers.throttled) ? 'throttled' : 'noWorkers'
}

/** The reason for a job that waits for a minute or longer; before that, waiting is normal. */
export function diagnoseQueue(health: RunPodHealth): Diagnosis {
  const reason = reasonOf(health)
  return { reason, ...REASONS[reason] }
}
