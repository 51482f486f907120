// Noticing ends with 2,000 jobs in flight and every webhook dropped. Method: the endpoint runs 100 jobs at a time, in order, and tells
// nobody of an end (it had more workers while the jobs came in, since the product hands over no more than twice what an endpoint has).
// The product has 2,000 predictions there; what counts is the time from the end of a job, by the endpoint's clock,
// until the product has seen it. Then 2,000 equal jobs are sent past the product and asked for by a uniform poller: each in turn, as many
// requests a second as the product made on average, none for a job that has ended. The mean is over all 2,000 jobs of either side; the
// product shares them out among what a person's team watches, which here is everything, so no job is favoured over another.
import { setTimeout as pause } from 'node:timers/promises'
import type { TallyView } from '@/local-endpoint/control/tally'
import { runningPostgres } from '@/scripts/launcher/postgres'
import { openControl, type Control } from '@/tests/support/control'
import { startProduct, type UpFile } from '@/tests/support/product'
import { Client } from 'pg'
import { mean, quantile, type Series } from './figures'
import type { Measure, Outcome, RunOptions } from './measure'
import { own, submitPeptide } from './stage'

/** `--rounds` is how many jobs instead. */
const JOBS = 2_000
const WORKERS = { whileSubmitted: 1_000, running: 100 }
const RUN_SECONDS: [number, number] = [10, 20]
const AT_ONCE = 8
const READS = ['status', 'status-sync', 'health']

type Endpoint = UpFile['localEndpoint']
type EndedJob = { id: string; endedAt: number | null }

async function inTurns<Item>(items: readonly Item[], act: (item: Item) => Promise<unknown>): Promise<void> {
  const waiting = [...items]
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await act(item)
  }))
}

async function reads(control: Control): Promise<{ calls: number; refused: number }> {
  const { routes } = await control.call<TallyView>('GET', 'tally')
  const counts = READS.map((route) => routes[route] ?? {})
  const sum = (of: Record<string, number>): number => Object.values(of).reduce((total, count) => total + count, 0)
  return { calls: counts.reduce((total, of) => total + sum(of), 0), refused: counts.reduce((total, of) => total + (of['429'] ?? 0), 0) }
}

const endsOf = async (control: Control): Promise<Map<string, number>> =>
  new Map((await control.call<EndedJob[]>('GET', 'jobs')).flatMap(({ id, endedAt }) => (endedAt === null ? [] : [[id, endedAt] as const])))

/** Jobs are taken into the queue and start only when this says so. */
const holdJobs = (control: Control, held: boolean): Promise<void> =>
  control.settings({ takesJobs: !held, workers: held ? WORKERS.whileSubmitted : WORKERS.running })

type Noticed = { latenciesMs: number[]; callsPerSecond: number; refused: number }

async function ours(product: UpFile & { dataDir: string }, control: Control, jobs: number, say: RunOptions['say']): Promise<Noticed> {
  const client = new Client({ connectionString: (await runningPostgres(product.dataDir)) ?? '' })
  await client.connect()
  own(() => client.end())
  const count = async (condition: string): Promise<number> => Number((await client.query<{ count: string }>(`SELECT count(*) FROM attempt WHERE ${condition}`)).rows[0]?.count)
  await inTurns(Array.from({ length: jobs }, (_, number) => number), (number) => submitPeptide(product.url, `In flight ${number}`, 1))
  while ((await count('job_id IS NOT NULL')) < jobs) await pause(500)
  say(`  ${jobs} predictions are at the endpoint`)
  const before = await reads(control)
  const beganAt = Date.now()
  await holdJobs(control, false)
  while ((await count('completed_seen_at IS NULL')) > 0) await pause(500)
  const seconds = (Date.now() - beganAt) / 1_000
  const after = await reads(control)
  const ends = await endsOf(control)
  const { rows } = await client.query<{ jobId: string; seenAt: Date }>('SELECT job_id AS "jobId", completed_seen_at AS "seenAt" FROM attempt')
  return {
    latenciesMs: rows.map(({ jobId, seenAt }) => seenAt.getTime() - (ends.get(jobId) ?? Number.NaN)),
    callsPerSecond: (after.calls - before.calls) / seconds,
    refused: after.refused - before.refused,
  }
}

/** The endpoint may close a connection that was idle at the moment in which it is used again; whoever polls asks once more. */
async function askTwice(url: string, init: RequestInit): Promise<Response> {
  return fetch(url, init).catch(() => fetch(url, init))
}

async function uniformPoller(endpoint: Endpoint, control: Control, input: object, jobs: number, callsPerSecond: number): Promise<number[]> {
  const base = `${endpoint.baseUrl}/${endpoint.endpointId}`
  const headers = { authorization: `Bearer ${endpoint.apiKey}`, 'content-type': 'application/json' }
  const open = new Set<string>()
  await holdJobs(control, true)
  await inTurns(Array.from({ length: jobs }, (_, number) => number), async (number) => {
    const answer = await askTwice(`${base}/run`, { method: 'POST', headers, body: JSON.stringify({ input: { ...input, job_id: `peer-${number}` } }) })
    open.add(((await answer.json()) as { id: string }).id)
  })
  await holdJobs(control, false)
  const seen = new Map<string, number>()
  const look = async (id: string): Promise<void> => {
    const { status } = (await (await askTwice(`${base}/status/${id}`, { headers })).json()) as { status: string }
    if (status === 'COMPLETED' && open.delete(id)) seen.set(id, Date.now())
  }
  const looks: Promise<void>[] = []
  const beganAt = performance.now()
  for (let made = 0; open.size > 0; ) {
    for (const id of [...open]) {
      await pause(Math.max(0, beganAt + (made * 1_000) / callsPerSecond - performance.now()))
      if (open.has(id)) looks.push(look(id))
      made += 1
    }
  }
  await Promise.all(looks)
  const ends = await endsOf(control)
  return [...seen].map(([id, at]) => at - (ends.get(id) ?? Number.NaN))
}

async function run({ rounds: jobs = JOBS, say }: RunOptions): Promise<Outcome> {
  const product = await startProduct(['--stage-seconds', '0'], { RUNPOD_MAX_IN_FLIGHT: '5000' })
  own(product.stop)
  const control = openControl(product.dataDir)
  await control.settings({ rateLimits: 'runpod' })
  await control.everyJob({ kind: 'quick', seconds: RUN_SECONDS })
  await control.call('POST', 'faults', { route: 'webhook', copies: 0, times: null })
  await holdJobs(control, true)
  const noticed = await ours(product, control, jobs, say)
  say(`  seen by the product after ${mean(noticed.latenciesMs)?.toFixed(0)} ms on average; it asked ${noticed.callsPerSecond.toFixed(1)} times a second`)
  const [sent] = (await control.requests()).filter(({ route }) => route === 'run')
  const { input }: { input: object } = JSON.parse(sent?.body ?? '{"input":{}}')
  const peer = await uniformPoller(product.localEndpoint, control, input, jobs, noticed.callsPerSecond)
  return outcome(jobs, noticed, peer)
}

function outcome(jobs: number, { latenciesMs, refused }: Noticed, peer: number[]): Outcome {
  const series: [Series, Series] = [
    { name: 'Atomera: end to seen', unit: 'ms', values: latenciesMs },
    { name: 'uniform poller: end to seen', unit: 'ms', values: peer },
  ]
  return {
    claims: [
      { kind: 'ratio', what: `end to seen, mean of all ${jobs} in flight without webhooks, against a uniform poller`, unit: 'ms', ours: mean(latenciesMs), peer: mean(peer), atMost: 1 / 5 },
      { kind: 'told', what: 'the same, p95', unit: 'ms', ours: quantile(latenciesMs, 0.95), peer: quantile(peer, 0.95) },
      { kind: 'count', what: 'requests answered with 429', seen: refused, atMost: 0 },
    ],
    series,
  }
}

export const manyInFlight: Measure = { name: 'many-in-flight', about: 'noticing ends with 2,000 in flight and no webhooks, against a uniform poller with the same requests', run }
