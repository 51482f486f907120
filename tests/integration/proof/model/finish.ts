// The end of a case: time runs on, and everything ends within its time; what was to be cancelled has been.
import { isAlive } from './endpoint'
import { look, takeHandOvers } from './play'
import { isEnd } from './rules'
import type { Mood, World } from './world'

const ALL = { steps: 400, wild: 0, cut: 'none' } as const
const DAY_MS = 86_400_000
/** Fourteen days of waiting, and the whole life of an attempt with its margins. */
const LONGEST_MS = 14 * DAY_MS + 8 * 3_600_000
/** On a good endpoint a wish to cancel, once nothing is paused any more, has ended after this. */
const WISH_MS = 15 * 60_000
/** Nobody may have looked for days before; what is late is then seen to within this. */
const CHANCE_MS = 45 * 60_000
const FIRST_MS = 2_000
const GROWTH = 3

export async function finish(world: World, { goesOn, ending }: { goesOn: boolean; ending: Mood }): Promise<void> {
  world.draw = null
  world.mood = ending
  await settleTurns(world, goesOn)
  const begun = world.now
  for (let stride = FIRST_MS; ; stride *= GROWTH) {
    await workOff(world)
    if (world.now - begun > CHANCE_MS) await world.demandInTime()
    if (ending === 'good' && world.now - begun > WISH_MS) demandWishes(world)
    if (isOver(world)) break
    if (world.now - begun > LONGEST_MS) throw new Error(`Broken: everything ends; ${rest(world)}`)
    await world.given.clock.pass(Math.max(stride, nextDueIn(world)))
  }
  demandCancels(world)
  world.count('endings of cases', ending)
}

async function settleTurns(world: World, goesOn: boolean): Promise<void> {
  if (goesOn) while (world.turns[0] !== undefined) await world.advance(world.turns[0], ALL.steps)
  for (const worker of [...world.workers]) {
    await world.die(worker)
    await world.beWorker(worker.index)
  }
}

/** All that is due at this moment. */
async function workOff(world: World): Promise<void> {
  const [worker] = world.workers
  if (worker === undefined) throw new Error('There is no worker.')
  for (let rounds = 0; ; rounds += 1) {
    const waits = canHandOver(world)
    if (!waits && !isDue(world)) return
    const looked = isDue(world) ? await look(world, worker, 10, ALL) : 0
    const handedOver = waits ? await takeHandOvers(world, worker, 10, ALL) : 0
    if (looked + handedOver === 0) return
    if (rounds > 20) throw new Error(`Broken: nothing is looked at again and again at one moment; ${rest(world)}`)
  }
}

const nextDueIn = ({ snapshot, now }: World): number =>
  Math.min(...[...snapshot.predictions.values()].map(({ next, holder, leaseUntil }) => (holder === null ? (next ?? Infinity) : (leaseUntil ?? Infinity)))) - now

const isDue = ({ snapshot, now }: World): boolean => [...snapshot.predictions.values()].some(({ next, holder, leaseUntil }) => (holder === null ? (next ?? Infinity) : (leaseUntil ?? 0)) <= now)

/** Whether something waits for an endpoint. */
function canHandOver({ snapshot }: World): boolean {
  return [...snapshot.predictions.values()].some(({ status, wished, currentAttemptId }) => {
    const attempt = currentAttemptId === null ? undefined : snapshot.attempts.get(currentAttemptId)
    return status === 'QUEUED' && !wished && (attempt === undefined || ['PREPARED', 'REFUSED', 'ENDED'].includes(attempt.state))
  })
}

function isOver({ snapshot }: World): boolean {
  return [...snapshot.predictions.values()].every(({ status, next, holder }) => isEnd(status) && next === null && holder === null) && [...snapshot.attempts.values()].every(({ ended }) => ended)
}

function rest({ snapshot }: World): string {
  const open = [...snapshot.attempts.values()].filter(({ ended }) => !ended)
  return JSON.stringify([...[...snapshot.predictions.values()].filter(({ status, next }) => !isEnd(status) || next !== null), ...open])
}

function demandWishes(world: World): void {
  const open = [...world.snapshot.predictions.values()].filter(({ wished, status }) => wished && !isEnd(status))
  if (open.length > 0) throw new Error(`Broken: a wish to cancel ends; ${JSON.stringify(open)}`)
}

/** Whoever was told that it is cancelled was told the truth about the endpoint's part in it. */
function demandCancels(world: World): void {
  for (const prediction of world.snapshot.predictions.values()) {
    const attempt = prediction.currentAttemptId === null ? undefined : world.snapshot.attempts.get(prediction.currentAttemptId)
    const job = attempt?.jobId == null ? undefined : world.endpoints.get(attempt.endpointRef)?.jobs.get(attempt.jobId)
    if (prediction.status !== 'CANCELLED' || job === undefined) continue
    if (prediction.remark === null && isAlive(job)) world.complain('what is shown as cancelled does not run')
    if (prediction.remark === 'CANCEL_NOT_CONFIRMED' && job.cancels === 0) world.complain('a cancel that was sent has arrived')
  }
  world.demand([])
}
