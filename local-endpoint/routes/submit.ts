import 'server-only'
// `/run` and `/runsync`; they refuse bodies that are no job request, and attempts that were voided.
import { randomUUID } from 'node:crypto'
import { isTerminal } from '../jobs/job'
import { json, plain, type Reply } from '../reply'
import { parseRunBody } from '../run-body'
import { waitOf, waitUntil, type Call } from './call'
import { status } from './read'

async function accept(call: Call, prefix: string): Promise<{ id: string } | Reply> {
  const parsed = parseRunBody(call.body)
  if (!parsed.ok) return plain(400, parsed.message)
  const job = await call.endpoint.jobs.accept({ id: `${prefix}${randomUUID()}-u1`, ...parsed.body })
  return job ?? json(409, { error: 'this attempt was voided and can not be run' })
}

export async function run(call: Call): Promise<Reply> {
  const accepted = await accept(call, '')
  return 'id' in accepted ? json(200, { id: accepted.id, status: 'IN_QUEUE' }) : accepted
}

export async function runSync(call: Call): Promise<Reply> {
  const accepted = await accept(call, 'sync-')
  if (!('id' in accepted)) return accepted
  await waitUntil(call, accepted.id, (job) => isTerminal(job.status), waitOf(call.query, 90_000))
  return status({ ...call, jobId: accepted.id })
}
