import 'server-only'
// The client half of RunPod's job API, one function per route; it refuses what RunPod refuses, with the same status.
import { randomUUID } from 'node:crypto'
import type { Clock } from './clock'
import { waitForEnd, type Endpoint } from './endpoint'
import type { Shown } from './faults/fault'
import { isTerminal } from './jobs/job'
import { json, jsonText, plain, type Reply } from './reply'
import { parseRunBody } from './run-body'

export type Call = {
  endpoint: Endpoint
  /** The last part of the path, where the route has one. */
  jobId: string | null
  query: URLSearchParams
  body: string
  clock: Clock
  /** What a fault shows instead of the truth, in this call only. */
  show: Shown | undefined
  signal: AbortSignal
}

type JobRoute = { methods: string[]; takesJob: boolean; bodyLimit: number; answer(call: Call): Promise<Reply> }

const MEBIBYTE = 1024 * 1024
const SMALL_BODY = 64 * 1024

const jobNotFound = () => json(404, { error: 'job not found' })

/** `wait` in milliseconds within RunPod's bounds. */
function waitOf(query: URLSearchParams): number {
  const asked = Number(query.get('wait') ?? 90_000)
  return Math.min(Math.max(Number.isFinite(asked) ? asked : 90_000, 1_000), 300_000)
}

async function accept(call: Call, prefix: string): Promise<{ id: string } | Reply> {
  const parsed = parseRunBody(call.body)
  if (!parsed.ok) return plain(400, parsed.message)
  const job = await call.endpoint.jobs.accept({ id: `${prefix}${randomUUID()}-u1`, ...parsed.body })
  return job ?? json(409, { error: 'this attempt was voided and can not be run' })
}

async function run(call: Call): Promise<Reply> {
  const accepted = await accept(call, '')
  return 'id' in accepted ? json(200, { id: accepted.id, status: 'IN_QUEUE' }) : accepted
}

async function runSync(call: Call): Promise<Reply> {
  const accepted = await accept(call, 'sync-')
  if (!('id' in accepted)) return accepted
  await waitForEnd(call.endpoint, accepted.id, waitOf(call.query), call.clock, call.signal)
  return status({ ...call, jobId: accepted.id })
}

async function status({ endpoint, jobId, show }: Call): Promise<Reply> {
  const job = jobId === null ? null : endpoint.jobs.get(jobId)
  return job === null ? jobNotFound() : jsonText(200, await endpoint.jobs.render(job, show))
}

async function statusSync(call: Call): Promise<Reply> {
  if (call.jobId !== null) await waitForEnd(call.endpoint, call.jobId, waitOf(call.query), call.clock, call.signal)
  return status(call)
}

async function cancel({ endpoint, jobId }: Call): Promise<Reply> {
  const job = jobId === null ? null : endpoint.jobs.shown(jobId)
  if (job === null) return jobNotFound()
  if (!isTerminal(job.status)) await endpoint.workers.cancel(job.id)
  const after = endpoint.jobs.shown(job.id) ?? job
  return json(200, { id: after.id, status: after.status })
}

async function purgeQueue({ endpoint }: Call): Promise<Reply> {
  const queued = [...endpoint.jobs.queued()]
  await endpoint.jobs.remove(queued)
  return json(200, { removed: queued.length, status: 'completed' })
}

async function health({ endpoint }: Call): Promise<Reply> {
  return json(200, { jobs: endpoint.jobs.counts(), workers: endpoint.workers.counts() })
}

const READ = ['GET', 'POST']

/** The routes by their name in the path; the same names are used by faults. */
export const JOB_ROUTES: ReadonlyMap<string, JobRoute> = new Map<string, JobRoute>([
  ['run', { methods: ['POST'], takesJob: false, bodyLimit: 10 * MEBIBYTE, answer: run }],
  ['runsync', { methods: ['POST'], takesJob: false, bodyLimit: 20 * MEBIBYTE, answer: runSync }],
  ['status', { methods: READ, takesJob: true, bodyLimit: SMALL_BODY, answer: status }],
  ['status-sync', { methods: READ, takesJob: true, bodyLimit: SMALL_BODY, answer: statusSync }],
  ['cancel', { methods: ['POST'], takesJob: true, bodyLimit: SMALL_BODY, answer: cancel }],
  ['purge-queue', { methods: ['POST'], takesJob: false, bodyLimit: SMALL_BODY, answer: purgeQueue }],
  ['health', { methods: ['GET'], takesJob: false, bodyLimit: SMALL_BODY, answer: health }],
])
