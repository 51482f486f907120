// One soak from its beginning to its verdict: load and trouble together, then no trouble, then everything must have ended and all must fit together.
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { beginFaults, playChaos } from './chaos'
import { checkEvidence, type Finding } from './check-evidence'
import { countOpen, gatherEvidence } from './evidence'
import { figuresOf, type Figures } from './figures'
import { beginLoad, keepWatching, type ErrandRecord } from './load'
import { leaksInLogs, readLogs, secretsOf } from '../support/log-leaks'
import { planErrands, SEQUENCES, SMILES, type Shape } from './plan'
import { keepTally } from './tally-keeper'
import { verifyDatabase } from './verify-process'
import { openWorld, type World } from './world'

export type SoakReport = { shape: Shape; figures: Figures; findings: Finding[]; dataDir: string | null }
export type Saying = (line: string) => void

const TELL_MS = 10_000

type Around = {
  /** An empty database with all migrations; null: a Postgres of its own. */
  databaseUrl: string | null
  say: Saying
  opened?: (world: World) => void
  /** Logs and database stay; without it only when something is wrong. */
  isKept?: boolean
}

export async function runSoak(shape: Shape, { databaseUrl, say, opened, isKept: isWished = false }: Around): Promise<SoakReport> {
  const world = await openWorld(databaseUrl)
  opened?.(world)
  let isKept = true
  try {
    const report = await soak(world, shape, say)
    isKept = isWished || report.findings.length > 0
    return isKept ? report : { ...report, dataDir: null }
  } finally {
    await world.close(isKept)
  }
}

async function soak(world: World, shape: Shape, say: Saying): Promise<SoakReport> {
  const began = performance.now()
  await beginFaults(world, shape)
  const tally = keepTally(world)
  const watching = keepWatching(world.url)
  const load = beginLoad(world.url, planErrands(shape))
  const telling = setInterval(() => say(progress(world, load.records, began)), TELL_MS)
  try {
    const connectionsCut = await playChaos(world, shape, tally)
    const calm = performance.now()
    say(`The faults are over after ${seconds(calm - began)}; now everything has to end.`)
    await setClockOn(world, shape.clockAheadMs)
    await untilEnded(world, load.done, shape.drainMs, say)
    const drained = performance.now()
    await tally.note()
    const { routes, jobs } = tally.calls()
    const evidence = await gatherEvidence(world, load.records, jobs)
    const secrets = await secretsOf({ ...world, sequences: [...SEQUENCES, SMILES] })
    watching.stop()
    // Stopped before the logs are read, so that their last words are there.
    await Promise.all([world.server.stop(), world.endpoint.stop()])
    const { results, breaches } = await verifyDatabase(world.databaseUrl)
    const leaks = leaksInLogs(readLogs(path.join(world.dataDir, 'logs')), secrets).map((detail): Finding => ({ rule: 'no secret in a log', subject: 'log', detail }))
    const figures = figuresOf({
      evidence, calls: { routes, jobs }, connectionsCut, results, streamMessages: watching.messages(),
      kills: { server: world.server.kills(), endpoint: world.endpoint.kills() },
      faultSeconds: (calm - began) / 1_000, drainSeconds: (drained - calm) / 1_000, clockAheadSeconds: shape.clockAheadMs / 1_000,
    })
    return { shape, figures, findings: [...checkEvidence(evidence), ...breaches, ...leaks], dataDir: world.dataDir }
  } finally {
    clearInterval(telling)
    tally.stop()
    watching.stop()
  }
}

const seconds = (ms: number): string => `${Math.round(ms / 1_000)} s`

function progress({ server, endpoint }: World, records: readonly ErrandRecord[], began: number): string {
  const accepted = records.filter(({ ids }) => ids.length > 0).length
  return `${seconds(performance.now() - began)}: ${accepted} of ${records.length} accepted; killed: server ${server.kills().all} times, local endpoint ${endpoint.kills().all}`
}

async function setClockOn({ query }: World, ms: number): Promise<void> {
  if (ms > 0) await query('INSERT INTO clock_shift (id, shift_ms) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET shift_ms = $1', [ms])
}

/** Until everybody has done what they wanted and nothing is open any more, or the time is over: then the checks say what is left. */
async function untilEnded(world: World, load: Promise<void>, withinMs: number, say: Saying): Promise<void> {
  let isLoadDone = false
  void load.then(() => (isLoadDone = true))
  let toldAt = performance.now()
  for (const deadline = performance.now() + withinMs; performance.now() < deadline; await sleep(500)) {
    const open = await countOpen(world)
    if (isLoadDone && open.predictions + open.attempts + open.jobs === 0) return
    if (performance.now() - toldAt < TELL_MS) continue
    toldAt = performance.now()
    say(`${isLoadDone ? '' : 'people are still at work; '}open: ${open.predictions} predictions, ${open.attempts} attempts, ${open.jobs} jobs at the endpoint`)
  }
  say(`Not everything had ended ${seconds(withinMs)} after the faults.`)
}
