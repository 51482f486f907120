// One event to 1,000 open event streams. Method: a process holds 1,000 streams of the product's server and 1,000 of a bare Node
// server that writes a payload to each. In turns, an event row is committed to the product's database, and the same bytes are posted
// to the bare server; what counts is the time from just before the commit, or the post, to the arrival at each client. Both arrive in
// the same process. In the end that process is killed, and the server is asked how many streams it still has open.
import { Agent, request } from 'node:http'
import { startBenchChild, type BenchChild } from './child'
import { quantile } from './figures'
import { machineMs, type Measure, type Outcome, type RunOptions } from './measure'
import { buildWhenChanged, openDatabase, openServer, own, submitPeptide, type Database } from './stage'
import { DEMO_HEADERS } from '../support/demo'

const STREAMS = 1_000
const LEFT_MS = 3_000
const ROUNDS = 100
/** They warm both servers and do not count. */
const WARM_UP = 10

/** All of the same length, so that a payload can be marked anew. */
const markOf = (round: number): string => `mark-${String(round).padStart(6, '0')}-`

/** @returns the moment just before the commit */
async function commitEvent({ client }: Database, predictionId: string, mark: string): Promise<number> {
  await client.query('BEGIN')
  await client.query("INSERT INTO event (prediction_id, team_id, kind, message, created_at) VALUES ($1, 'team_local', 'stage', $2, app_now())", [predictionId, mark])
  await client.query("SELECT pg_notify('atomera_event', 'team_local')")
  const at = machineMs()
  await client.query('COMMIT')
  return at
}

const agent = new Agent({ keepAlive: true })

/** @returns the moment just before the post */
function publish(port: number, payload: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const at = machineMs()
    request({ port, host: '127.0.0.1', method: 'POST', agent }, (response) => response.resume().on('end', () => resolve(at))).on('error', reject).end(payload)
  })
}

/** The bytes that the product sends for an event, to be marked anew. */
async function samplePayload(url: string, database: Database, predictionId: string): Promise<(mark: string) => string> {
  const abort = new AbortController()
  const response = await fetch(`${url}/api/v1/events`, { headers: DEMO_HEADERS, signal: abort.signal })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const until = async (words: string): Promise<void> => {
    while (!text.includes(words) || !text.endsWith('\n\n')) text += (await reader?.read())?.value ?? ''
  }
  await until('event: ready')
  await commitEvent(database, predictionId, markOf(0))
  await until(markOf(0))
  abort.abort()
  const payload = text.split('\n\n').find((block) => block.includes(markOf(0))) ?? ''
  return (mark) => `${payload.replace(markOf(0), mark)}\n\n`
}

/** How long after `send` each client of `address` received the mark. */
async function arrivals(clients: BenchChild, address: string, mark: string, send: () => Promise<number>): Promise<number[]> {
  clients.send({ address, mark })
  await clients.next('watching')
  const at = await send()
  return (await clients.next<number[]>('received')).map((moment) => moment - at)
}

async function run({ rounds = ROUNDS, say }: RunOptions): Promise<Outcome> {
  buildWhenChanged(say)
  const database = await openDatabase()
  const server = await openServer(database, {})
  const bare = startBenchChild('peers/bare-sse.ts')
  own(() => agent.destroy())
  const port = await bare.next<number>('port')
  const [eventsUrl, bareUrl] = [`${server.url}/api/v1/events`, `http://127.0.0.1:${port}/`]
  const predictionId = await submitPeptide(server.url, 'Fan-out')
  const payload = await samplePayload(server.url, database, predictionId)
  const clients = startBenchChild('peers/stream-clients.ts', [String(STREAMS), eventsUrl, bareUrl])
  await clients.next('open')
  const ours: number[] = []
  const peer: number[] = []
  for (let round = 1; round <= WARM_UP + rounds; round += 1) {
    const mark = markOf(round)
    const mine = await arrivals(clients, eventsUrl, mark, () => commitEvent(database, predictionId, mark))
    const theirs = await arrivals(clients, bareUrl, mark, () => publish(port, payload(mark)))
    if (round <= WARM_UP) continue
    ours.push(...mine)
    peer.push(...theirs)
  }
  const before = await openStreams(server.url)
  await clients.kill()
  return outcome(ours, peer, before, await streamsLeft(server.url))
}

const outcome = (ours: number[], peer: number[], before: number, left: number): Outcome => ({
  claims: [
    { kind: 'ratio', what: `one event to ${STREAMS} streams, p95, against a bare Node server`, unit: 'ms', ours: quantile(ours, 0.95), peer: quantile(peer, 0.95), atMost: 1.6 },
    { kind: 'count', what: `of ${before} streams, open ${LEFT_MS / 1000} s after their clients died`, seen: left, atMost: 0 },
  ],
  series: [
    { name: 'Atomera: commit to arrival', unit: 'ms', values: ours },
    { name: 'bare Node server: post to arrival', unit: 'ms', values: peer },
  ],
})

async function openStreams(url: string): Promise<number> {
  const health: { streams: { open: number } } = await (await fetch(`${url}/api/health`)).json()
  return health.streams.open
}

/** How many are open when all have gone, or else when the time is over. */
async function streamsLeft(url: string): Promise<number> {
  const until = machineMs() + LEFT_MS
  for (;;) {
    const left = await openStreams(url)
    if (left === 0 || machineMs() >= until) return left
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

export const fanOut: Measure = { name: 'fan-out', about: 'one event to 1,000 event streams, against a bare Node server', run }
