// Proofs of guards that no order of steps shows, each a function that rejects without its guard: played as it is, and again without the guard.
import { gzipSync } from 'node:zlib'
import { expect } from 'vitest'
import { Client } from 'pg'
import { readArtifact } from '@/lib/artifacts/store'
import { sha256 } from '@/lib/crypto'
import { eventsAfter, newestCursor } from '@/lib/predictions/event-store'
import { claimForSubmit } from '@/lib/predictions/hand-over-store'
import { cancelPrediction, renamePrediction } from '@/lib/predictions/service'
import type { Guard } from '@/lib/test-switches-schema'
import { finish } from './model/finish'
import { changeSettings, look, submit, takeHandOvers } from './model/play'
import type { Job } from './model/endpoint'
import type { Model } from './model/prove'
import { PEOPLE } from './model/settings'
import type { Turn, Worker } from './model/turns'
import type { World } from './model/world'

const ALL = { steps: 60, wild: 0, cut: 'none' } as const
const NONE = { ...ALL, steps: 0 } as const
const MINUTE_MS = 60_000

const TEAM = 'team_local'
const OTHERS = 10_000

const onlyPrediction = (world: World): string => {
  const [id] = world.snapshot.predictions.keys()
  if (id === undefined) throw new Error('Nothing was submitted.')
  return id
}

/** With 10,000 of one person waiting, the one of another is among the next two. */
async function placesGoRound(model: Model): Promise<void> {
  const world = await model.begin('first', 2)
  await submit(world, { person: 0, twice: false })
  const first = onlyPrediction(world)
  await world.given.clock.pass(60_000)
  // From now on the database believes that there are two, as it does until it counts again: no plan may need more.
  await world.given.client.query('ANALYZE prediction, attempt')
  await submit(world, { person: 1, twice: false })
  await world.given.client.query(
    `INSERT INTO prediction SELECT (jsonb_populate_record(p, jsonb_build_object('id', 'pred_' || lpad(n::text, 6, '0')))).*
       FROM prediction p, generate_series(1, $2::int) n WHERE p.id = $1`, [first, OTHERS])
  const claimed = await claimForSubmit(1, 'runpod:first', { target: 'real', window: 2, most: 2, maxTokens: null, fallback: null })
  const owners = await world.given.client.query<{ owner: string }>('SELECT owner_id AS owner FROM prediction WHERE id = ANY($1)', [claimed.map(({ predictionId }) => predictionId)])
  expect(owners.rows.map(({ owner }) => owner).sort()).toEqual([PEOPLE[0].personId, PEOPLE[1].personId])
}

/** A row of a transaction that is still open comes before those that were committed meanwhile, and is not lost. */
async function cursorWaits(model: Model): Promise<void> {
  const world = await model.begin('first', 1)
  await submit(world, { person: 0, twice: false })
  await submit(world, { person: 0, twice: false })
  const [slowId = '', fastId = ''] = world.snapshot.predictions.keys()
  const cursor = await newestCursor()
  const slow = new Client({ connectionString: model.databaseUrl })
  await slow.connect()
  try {
    await slow.query('BEGIN')
    await slow.query("INSERT INTO event (prediction_id, team_id, kind, message, created_at) VALUES ($1, $2, 'stage', 'Slow.', now())", [slowId, TEAM])
    await renamePrediction(PEOPLE[0], fastId, 'Fast')
    expect(await eventsAfter(TEAM, cursor, 100)).toEqual([])
    await slow.query('COMMIT')
  } finally {
    await slow.end()
  }
}

/** Bytes that changed in the database are never given out. */
async function bytesAreHashed(model: Model): Promise<void> {
  const world = await model.begin('first', 1)
  const hash = sha256('true')
  await world.given.client.query('INSERT INTO artifact (sha256, size, gzip, created_at) VALUES ($1, 4, $2, app_now())', [hash, gzipSync('fake')])
  await expect(readArtifact(hash)).rejects.toMatchObject({ code: 'DAMAGED_FILE' })
}

function workerOf(world: World, index: number): Worker {
  const worker = world.workers[index]
  if (worker === undefined) throw new Error('There is no such worker.')
  return worker
}

/** A turn of the first worker that has begun and waits. */
async function begun(world: World, verb: Turn['verb']): Promise<Turn> {
  if (verb === 'look') await look(world, workerOf(world, 0), 1, NONE)
  else await takeHandOvers(world, workerOf(world, 0), 1, NONE, ALL.steps)
  const turn = world.turns.find((one) => one.verb === verb)
  if (turn === undefined) throw new Error('Nothing was claimed.')
  return turn
}

async function advanceTo(world: World, turn: Turn, name: string): Promise<void> {
  while (turn.next?.name !== name) await world.advance(turn, 1)
}

/** One prediction whose only job waits at its endpoint; nothing happens to the job by itself. */
async function atTheEndpoint(model: Model): Promise<{ world: World; job: Job }> {
  const world = await model.begin('first', 1)
  world.mood = 'stubborn'
  await submit(world, { person: 0, twice: false })
  await takeHandOvers(world, workerOf(world, 0), 1, ALL)
  const [job] = [...world.endpoints.values()].flatMap((endpoint) => [...endpoint.jobs.values()])
  if (job === undefined) throw new Error('The endpoint took nothing.')
  await world.given.clock.pass(5 * MINUTE_MS)
  return { world, job }
}

/** The answer to an accepted call comes when another process has long judged the call: the id of the job is stored all the same. */
async function paidJobIsKept(model: Model): Promise<void> {
  const world = await model.begin('first', 1)
  await submit(world, { person: 0, twice: false })
  const turn = await begun(world, 'handOver')
  await advanceTo(world, turn, 'run is answered')
  await world.advance(turn, 1)
  await world.given.clock.pass(3 * MINUTE_MS)
  await look(world, workerOf(world, 1), 3, ALL)
  await world.advance(turn, ALL.steps)
  await finish(world, { goesOn: true, ending: 'good' })
}

/** The process dies between writing down that it cancels and the call: the next one calls. */
async function cancelIsRepeated(model: Model): Promise<void> {
  const { world } = await atTheEndpoint(model)
  await cancelPrediction(PEOPLE[0], onlyPrediction(world))
  await world.look({ turn: null, click: { verb: 'cancel', predictionId: onlyPrediction(world), accepts: false }, isForged: false })
  const turn = await begun(world, 'look')
  await advanceTo(world, turn, 'cancel leaves')
  await finish(world, { goesOn: false, ending: 'good' })
}

/** The process dies between COMPLETED and the result, the answer is lost, and the endpoint shows the job as running again. */
async function completedSticks(model: Model): Promise<void> {
  const { world, job } = await atTheEndpoint(model)
  job.status = 'COMPLETED'
  job.endedAt = world.now
  const turn = await begun(world, 'look')
  while (![...world.snapshot.attempts.values()].some(({ state }) => state === 'COLLECTING')) await world.advance(turn, 1)
  await world.die(workerOf(world, 0))
  await world.beWorker(0)
  await world.given.client.query("UPDATE attempt SET raw_answer = NULL, raw_stored_at = NULL WHERE state = 'COLLECTING'")
  job.status = 'IN_PROGRESS'
  await world.given.clock.pass(2 * MINUTE_MS)
  await look(world, workerOf(world, 0), 1, ALL)
}

/** Progress that was overtaken on its way. */
async function progressIsOrdered(model: Model): Promise<void> {
  const { world, job } = await atTheEndpoint(model)
  Object.assign(job, { status: 'IN_PROGRESS', worker: 'w1', seq: 5 })
  await look(world, workerOf(world, 0), 1, ALL)
  expect([...world.snapshot.attempts.values()].map(({ seq }) => seq)).toEqual([5])
  job.seq = 2
  await world.given.clock.pass(5 * MINUTE_MS)
  await look(world, workerOf(world, 0), 1, ALL)
}

/** What was submitted for RunPod is not handed to the local endpoint, where there are places for both. */
async function targetHolds(model: Model): Promise<void> {
  const world = await model.begin('first', 2)
  await submit(world, { person: 0, twice: false })
  await changeSettings(world, { place: 'local', worker: 0 })
  await submit(world, { person: 1, twice: false })
  expect(await takeHandOvers(world, workerOf(world, 0), 2, ALL)).toBe(1)
}

export const PROOFS: Partial<Record<Guard, (model: Model) => Promise<void>>> = {
  fairTurns: placesGoRound,
  cursorRule: cursorWaits,
  hashOnRead: bytesAreHashed,
  paidJobKept: paidJobIsKept,
  cancelRepeated: cancelIsRepeated,
  stickyCompleted: completedSticks,
  progressOrder: progressIsOrdered,
  target: targetHolds,
}
