// Recovery after SIGKILL. Method: a process that holds 200 claimed predictions, and one that has fetched 200 pg-boss jobs, are killed
// at the same moment, half of the common expiry (our lease and their expiration: 60 s) after they claimed; what counts is the time until
// another process has looked at the last of the predictions (its `/status` arrives at the endpoint), or got the last of the jobs. The
// holder claims with the product's own code and looks at nothing; the process that takes over is the product's server, and a pg-boss
// worker with its fastest settings. The expiration counts from the fetch, so half of it is what a job waits for on average.
import { setTimeout as pause } from 'node:timers/promises'
import PgBoss from 'pg-boss'
import { LEASE_SECONDS } from '@/lib/predictions/claim-store'
import { startBenchChild, type BenchChild } from './child'
import { quantile } from './figures'
import { machineMs, type Measure, type Outcome, type RunOptions } from './measure'
import { buildWhenChanged, openDatabase, openServer, own, submitPeptide, type Database } from './stage'
import { openStandIn, type StandIn } from './stand-in-endpoint'

const CLAIMED = 200
const ROUNDS = 3
const HELD_MS = (LEASE_SECONDS * 1000) / 2

/** Leaves 200 predictions with the endpoint, and no server. */
async function submitAll(database: Database, endpoint: StandIn): Promise<void> {
  const server = await openServer(database, endpoint.settings)
  await Promise.all(Array.from({ length: CLAIMED }, (_, count) => submitPeptide(server.url, `Recovery ${count}`, count + 1)))
  while ((await database.sql("SELECT 1 FROM prediction WHERE status IN ('IN_QUEUE', 'IN_PROGRESS')")).length < CLAIMED) await pause(200)
  await server.stop()
}

async function holdPredictions(database: Database, endpoint: StandIn): Promise<BenchChild> {
  await database.sql('UPDATE prediction SET next_check_at = app_now()')
  const key = { ATOMERA_KEY_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'), ATOMERA_DATA_DIR: database.dataDir, LOG_LEVEL: 'warn' }
  const holder = startBenchChild('peers/atomera-holder.ts', [String(CLAIMED)], { ...process.env, ...endpoint.settings, ...key, DATABASE_URL: database.url })
  await demandAll(holder)
  return holder
}

async function demandAll(holder: BenchChild): Promise<void> {
  const claimed = await holder.next<number>('claimed')
  if (claimed !== CLAIMED) throw new Error(`The holder claimed ${claimed} of ${CLAIMED}.`)
}

async function holdJobs(database: Database, boss: PgBoss, queue: string): Promise<BenchChild> {
  await boss.createQueue(queue)
  await boss.insert(Array.from({ length: CLAIMED }, () => ({ name: queue, data: {}, expireInSeconds: LEASE_SECONDS, retryLimit: 5 })))
  const holder = startBenchChild('peers/pg-boss-holder.ts', [database.url, queue, String(CLAIMED)])
  await demandAll(holder)
  return holder
}

/** The moment at which the last prediction was looked at. */
function lastLook(endpoint: StandIn, after: () => number): Promise<number> {
  const seen = new Set<string>()
  return new Promise((resolve) =>
    endpoint.heard(({ route, jobId, at }) => {
      if (route !== 'status' || at < after()) return
      seen.add(jobId)
      if (seen.size === CLAIMED) resolve(at)
    }),
  )
}

async function lastJob(worker: BenchChild): Promise<number> {
  for (let got = 0; ; ) {
    const { count, at } = await worker.next<{ count: number; at: number }>('got')
    got += count
    if (got >= CLAIMED) return at
  }
}

async function run({ rounds = ROUNDS, say }: RunOptions): Promise<Outcome> {
  buildWhenChanged(say)
  const database = await openDatabase()
  const endpoint = await openStandIn({ status: 'IN_PROGRESS', delayTime: 1 })
  const boss = new PgBoss({ connectionString: database.url, schedule: false, supervise: false })
  boss.on('error', () => undefined)
  await boss.start()
  own(() => boss.stop({ graceful: false }))
  await submitAll(database, endpoint)
  const ours: number[] = []
  const peer: number[] = []
  for (let round = 1; round <= rounds; round += 1) {
    const queue = `round-${round}`
    const holders = await Promise.all([holdPredictions(database, endpoint), holdJobs(database, boss, queue)])
    const claimedAt = machineMs()
    const server = await openServer(database, endpoint.settings)
    const worker = startBenchChild('peers/pg-boss-worker.ts', [database.url, queue, String(CLAIMED)])
    await worker.next('ready')
    await pause(Math.max(0, HELD_MS - (machineMs() - claimedAt)))
    const killedAt = machineMs()
    const looked = lastLook(endpoint, () => killedAt)
    const got = lastJob(worker)
    await Promise.all(holders.map((holder) => holder.kill()))
    ours.push((await looked) - killedAt)
    peer.push((await got) - killedAt)
    say(`  round ${round} of ${rounds}: ${ours.at(-1)?.toFixed(0)} ms, pg-boss ${peer.at(-1)?.toFixed(0)} ms`)
    await Promise.all([server.stop(), worker.kill()])
  }
  return {
    claims: [{ kind: 'ratio', what: `recovery of ${CLAIMED} after SIGKILL, p95, against pg-boss`, unit: 'ms', ours: quantile(ours, 0.95), peer: quantile(peer, 0.95), atMost: 1 / 6 }],
    series: [{ name: 'Atomera: SIGKILL to the last look', unit: 'ms', values: ours }, { name: 'pg-boss: SIGKILL to the last job', unit: 'ms', values: peer }],
  }
}

export const recovery: Measure = { name: 'recovery', about: 'from SIGKILL with 200 claimed until another process has them, against pg-boss', run }
