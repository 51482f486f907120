// The trouble of a soak: faults of the endpoint that outlive it, two processes that die at random, and a database that ends connections. When it ends, nothing of it is left and both processes are well.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Mortal } from './mortal'
import { planBehaviours, planFaults, planLives, type Life, type Shape } from './plan'
import type { TallyKeeper } from './tally-keeper'
import type { World } from './world'

/** So many workers that the queue is short, and RunPod's own rate limits. */
const SETTINGS = { workers: 200, rateLimits: 'runpod' }

export async function beginFaults({ control }: World, shape: Shape): Promise<void> {
  await control.call('POST', 'settings', SETTINGS)
  await control.call('POST', 'behaviours', planBehaviours(shape.seed))
  await control.call('POST', 'faults', planFaults(shape))
}

/** Workers stay as they are: only calls become sound. */
async function endFaults({ control }: World, shape: Shape, tally: TallyKeeper): Promise<void> {
  await tally.note()
  await control.call('POST', 'reset')
  tally.begin()
  await control.call('POST', 'settings', SETTINGS)
  await control.call('POST', 'behaviours', planBehaviours(shape.seed))
}

type Trouble = { until: number; leastKills: number }

/** One life after the other, until the time is over and there were enough of them. */
async function live(mortal: Mortal, lives: Iterable<Life>, { until, leastKills }: Trouble, beforeDeath: () => Promise<void>): Promise<void> {
  const isOver = () => Date.now() >= until && mortal.kills().all >= leastKills
  for (const { isCutShort, upMs, downMs } of lives) {
    if (!isCutShort) await mortal.untilWell()
    const left = until - Date.now()
    await sleep(mortal.kills().all >= leastKills ? Math.max(0, Math.min(upMs, left)) : upMs)
    if (isOver()) return
    await beforeDeath()
    await mortal.kill()
    await sleep(downMs)
    mortal.spawn()
  }
}

const CUT_EVERY_MS = 2_000
/** The server's own, and not those of this program. */
const CUT = `
  SELECT count(pg_terminate_backend(pid))::int AS count FROM pg_stat_activity
   WHERE datname = current_database() AND application_name IN ('atomera', 'atomera-listener')`

/** @returns how many connections were ended */
async function cutConnections({ query }: World, { cutConnectionsMs }: Shape): Promise<number> {
  let cut = 0
  for (const until = Date.now() + cutConnectionsMs; Date.now() < until; await sleep(CUT_EVERY_MS)) {
    const [row] = await query<{ count: number }>(CUT)
    cut += row?.count ?? 0
  }
  return cut
}

/** Faults and kills for their time; then both processes are well and the endpoint is sound. @returns how many connections were cut */
export async function playChaos(world: World, shape: Shape, tally: TallyKeeper): Promise<number> {
  const trouble = { until: Date.now() + shape.faultMs, leastKills: shape.leastKills }
  const { server, endpoint } = world
  const [connectionsCut] = await Promise.all([
    cutConnections(world, shape),
    live(server, planLives(shape.seed, 'server', shape.serverLifeMs), trouble, async () => undefined),
    live(endpoint, planLives(shape.seed, 'endpoint', shape.endpointLifeMs), trouble, () => tally.note()),
  ])
  await endpoint.untilWell()
  await endFaults(world, shape, tally)
  await server.untilWell()
  return connectionsCut
}
