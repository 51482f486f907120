import 'server-only'
// `/status`, `/status-sync`, `/stream` and `/health`; they refuse ids that nobody knows or knows no longer.
import { isTerminal } from '../jobs/job'
import { json, jsonText, type Reply } from '../reply'
import { jobNotFound, millisecondsOf, shownJob, waitOf, waitUntil, type Call } from './call'

export async function status({ endpoint, jobId, query, show }: Call): Promise<Reply> {
  const keepMs = millisecondsOf(query, 'ttl')
  if (jobId !== null && keepMs !== null) await endpoint.jobs.keepFor(jobId, Math.max(keepMs, 0))
  const job = jobId === null ? null : endpoint.jobs.get(jobId)
  return job === null ? jobNotFound() : jsonText(200, await endpoint.jobs.render(job, show))
}

export async function statusSync(call: Call): Promise<Reply> {
  if (call.jobId !== null) await waitUntil(call, call.jobId, (job) => isTerminal(job.status), waitOf(call.query, 90_000))
  return status(call)
}

/** Each chunk is handed out once; RunPod waits about 10 s for one. */
export async function stream(call: Call): Promise<Reply> {
  const { endpoint, jobId } = call
  if (jobId !== null) await waitUntil(call, jobId, (job) => isTerminal(job.status) || endpoint.jobs.chunks.has(job.id), waitOf(call.query, 10_000))
  const job = shownJob(call)
  if ('body' in job) return job
  const chunks = endpoint.jobs.chunks.drain(job.id).map((text) => `{"output":${text}}`)
  return jsonText(200, `{"status":${JSON.stringify(call.show?.status ?? job.status)},"stream":[${chunks.join(',')}]}`)
}

export async function health({ endpoint }: Call): Promise<Reply> {
  return json(200, { jobs: endpoint.jobs.counts(), workers: endpoint.workers.counts() })
}
