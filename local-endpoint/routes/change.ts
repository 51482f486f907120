import 'server-only'
// `/cancel`, `/retry` and `/purge-queue`; they refuse to undo an end, but for a failed job that is to run again.
import { isTerminal } from '../jobs/job'
import { json, type Reply } from '../reply'
import { shownJob, type Call } from './call'

export async function cancel(call: Call): Promise<Reply> {
  const job = shownJob(call)
  if ('body' in job) return job
  if (!isTerminal(job.status)) await call.endpoint.workers.cancel(job.id)
  const after = call.endpoint.jobs.shown(job.id) ?? job
  return json(200, { id: after.id, status: after.status })
}

export async function retry(call: Call): Promise<Reply> {
  const job = shownJob(call)
  if ('body' in job) return job
  const isQueued = await call.endpoint.jobs.retry(job.id)
  return isQueued ? json(200, { id: job.id, status: 'IN_QUEUE' }) : json(400, { error: `a job that is ${job.status} can not be retried` })
}

/** Running jobs go on. */
export async function purgeQueue({ endpoint }: Call): Promise<Reply> {
  const queued = [...endpoint.jobs.queued()]
  await endpoint.jobs.remove(queued)
  return json(200, { removed: queued.length, status: 'completed' })
}
