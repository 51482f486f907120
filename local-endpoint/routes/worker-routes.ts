import 'server-only'
// The worker half of RunPod's API, as its own worker library calls it; it refuses nothing a worker can not help.
import type { ConnectedWorkers } from '../connected/connected-workers'
import { readReport } from '../connected/worker-report'
import { memberText } from '../input-span'
import type { Job } from '../jobs/job'
import { json, plain, type Reply } from '../reply'

export type WorkerCall = {
  workers: ConnectedWorkers
  workerId: string
  /** The last part of the path, where the route has one. */
  jobId: string
  query: URLSearchParams
  /** null: larger than the route takes. */
  body: string | null
  signal: AbortSignal
}

type WorkerRoute = { method: 'GET' | 'POST'; takesJob: boolean; bodyLimit: number; answer(call: WorkerCall): Promise<Reply> }

const MEBIBYTE = 1024 * 1024

/** Workers give up after 90 s. */
const LONGEST_POLL_MS = 60_000
const MOST_IN_A_BATCH = 100

const nothing: Reply = { status: 204, headers: {}, body: '' }
const done = () => json(200, {})

/** The platform hands an empty input to the worker as none at all. */
function handedOut({ id, input }: Job): object {
  const isEmpty = typeof input === 'object' && input !== null && Object.keys(input).length === 0
  return isEmpty ? { id, webhook: null } : { id, input, webhook: null }
}

async function take({ workers, workerId, signal }: WorkerCall): Promise<Reply> {
  const [job] = await workers.take(workerId, 1, LONGEST_POLL_MS, signal)
  return job === undefined ? nothing : json(200, handedOut(job))
}

async function takeBatch({ workers, workerId, query, signal }: WorkerCall): Promise<Reply> {
  const wanted = Math.floor(Number(query.get('batch_size')))
  const jobs = await workers.take(workerId, Math.min(Math.max(wanted || 1, 1), MOST_IN_A_BATCH), LONGEST_POLL_MS, signal)
  return jobs.length === 0 ? nothing : json(200, jobs.map(handedOut))
}

/** Whatever its content type says, the body is JSON. A job that is not the worker's own is answered all the same: it need not come again. */
async function finish({ workers, workerId, jobId, body }: WorkerCall): Promise<Reply> {
  const report = readReport(body)
  await workers.report(workerId, jobId, report)
  return report.kind === 'refused' ? plain(400, report.message) : done()
}

async function stream({ workers, workerId, jobId, body }: WorkerCall): Promise<Reply> {
  if (body === null || readReport(body).kind === 'refused') return plain(400, 'bad request: body: not a chunk of at most 1 MB')
  workers.chunk(workerId, jobId, memberText(body, 'output') ?? 'null')
  return done()
}

async function stop({ workers, workerId, signal }: WorkerCall): Promise<Reply> {
  const jobsToStop = await workers.stops(workerId, LONGEST_POLL_MS, signal)
  return jobsToStop.length === 0 ? nothing : json(200, { jobsToStop })
}

async function ping({ workers, workerId, query }: WorkerCall): Promise<Reply> {
  const jobIds = (query.get('job_id') ?? '').split(',').filter((jobId) => jobId !== '')
  workers.ping(workerId, jobIds, query.get('status') === 'unhealthy')
  return done()
}

/** Ours alone: RunPod hears of a worker's end from the machine it ran on. */
async function leave({ workers, workerId }: WorkerCall): Promise<Reply> {
  await workers.leave(workerId)
  return done()
}

const asking = (answer: WorkerRoute['answer']): WorkerRoute => ({ method: 'GET', takesJob: false, bodyLimit: 64 * 1024, answer })
const telling = (answer: WorkerRoute['answer'], bodyLimit: number): WorkerRoute => ({ method: 'POST', takesJob: true, bodyLimit, answer })

export const WORKER_ROUTES: ReadonlyMap<string, WorkerRoute> = new Map<string, WorkerRoute>([
  ['job-take', asking(take)],
  ['job-take-batch', asking(takeBatch)],
  ['job-done', telling(finish, 10 * MEBIBYTE)],
  ['job-stream', telling(stream, MEBIBYTE)],
  ['job-stop', asking(stop)],
  ['ping', asking(ping)],
  ['leave', { ...asking(leave), method: 'POST' }],
])
