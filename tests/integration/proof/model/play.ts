// Plays the commands of a case in a world.
import { announceDeployment } from '@/lib/compute/deployment'
import { Problem } from '@/lib/errors'
import { claimDue, hintTeam, renewLeases } from '@/lib/predictions/claim-store'
import { claimHandOvers, handOver } from '@/lib/predictions/hand-over'
import { turnOf } from '@/lib/predictions/reconciler'
import { cancelPrediction, checkForSubmission, deletePrediction, renamePrediction, retryPrediction, submitPrediction, useAttempt, viewPrediction } from '@/lib/predictions/service'
import { SubmitPrediction } from '@/lib/predictions/schema'
import { hearWebhook } from '@/lib/predictions/webhook'
import { sha256 } from '@/lib/crypto'
import type { CLICKS, Command } from './commands'
import { drawsFrom } from './random'
import { PEOPLE } from './settings'
import { isEnd } from './rules'
import type { AttemptRow, PredictionRow } from './snapshot'
import type { Cut, Worker } from './turns'
import type { World } from './world'

const DAY_MS = 86_400_000
const NOBODY = { turn: null, click: null, isForged: false }

type Going = { steps: number; wild: number; cut: 'none' | Cut }

export async function act(world: World, command: Command): Promise<unknown> {
  world.count('commands', command.kind)
  world.draw = 'wild' in command && command.wild > 0 ? drawsFrom(command.wild) : null
  switch (command.kind) {
    case 'look':
      if (command.waits) await waitUntilDue(world)
      return look(world, workerAt(world, command.worker), command.most, command)
    case 'handOver':
      return takeHandOvers(world, workerAt(world, command.worker), command.most, command, command.claimSteps)
    case 'resume': {
      const turn = chosen(world.turns, command.which)
      if (turn !== null && command.lagMs > 0) await world.given.clock.pass(command.lagMs)
      if (turn !== null) await world.advance(turn, command.steps, cutOf(command))
      return
    }
    case 'seize':
      return seize(world, command)
    case 'pass':
      return world.given.clock.pass(command.ms)
    case 'submit':
      return submit(world, command)
    case 'click':
      return click(world, command)
    case 'webhook':
      return call(world, command)
    case 'die':
      await world.die(workerAt(world, command.worker))
      await world.beWorker(command.worker)
      return
    case 'renew': {
      const worker = workerAt(world, command.worker)
      await renewLeases(worker.holder, world.turns.flatMap((turn) => (turn.worker === worker && turn.claim !== null ? [turn.claim] : [])))
      return world.look(NOBODY)
    }
    case 'settings':
      return changeSettings(world, command)
    case 'arrive': {
      const endpoint = chosen([...world.endpoints.values()], command.which)
      if (endpoint !== null && endpoint.arrive() !== null) world.count('answers', 'run arrived late')
      return
    }
    case 'lose':
      // As after a backup without them: that the jobs are completed is known, their answers are to be fetched again.
      await world.given.client.query("UPDATE attempt SET raw_answer = NULL, raw_stored_at = NULL WHERE state = 'COLLECTING'")
      return world.look(NOBODY)
  }
}

async function waitUntilDue(world: World): Promise<void> {
  const moments = [...world.snapshot.predictions.values()].map(({ next, holder, leaseUntil }) => (holder === null ? (next ?? Infinity) : (leaseUntil ?? Infinity)))
  const wait = Math.min(...moments) - world.now
  // What nobody takes for two weeks is for a command that lets much time pass.
  if (wait > 0 && wait < DAY_MS) await world.given.clock.pass(wait)
}

/** A turn is held up for so long that its lease is over, and the other worker looks at its prediction meanwhile. */
async function seize(world: World, command: { which: number } & Going): Promise<void> {
  const turn = chosen(world.turns.filter(({ claim }) => claim !== null), command.which)
  if (turn === null) return
  // An answer on its way would count as none by then; one that was read does not.
  if (turn.next?.name.endsWith('is answered') === true) await world.advance(turn, 1)
  const row = world.snapshot.predictions.get(turn.claim?.predictionId ?? '')
  if (row?.holder === turn.worker.holder && row.leaseUntil !== null) await world.given.clock.pass(Math.max(0, row.leaseUntil - world.now))
  await look(world, workerAt(world, 1 - turn.worker.index), 3, command)
}

const cutOf = ({ cut }: Going): Cut | null => (cut === 'none' ? null : cut)
const chosen = <Item>(items: readonly Item[], which: number): Item | null => items[which % Math.max(1, items.length)] ?? null

function workerAt(world: World, index: number): Worker {
  const worker = world.workers[index]
  if (worker === undefined) throw new Error(`There is no worker ${index}.`)
  return worker
}

/** One worker looks at what is due, one prediction after the other. */
export async function look(world: World, worker: Worker, most: number, going: Going): Promise<number> {
  const claims = await claimDue(worker.holder, most)
  if (claims.length > 0) await world.look(NOBODY)
  for (const claim of claims) {
    const turn = await world.begin(worker, 'look', claim, async () => void (await turnOf(claim)))
    await world.advance(turn, going.steps, cutOf(going))
  }
  return claims.length
}

/** One worker claims what the endpoint has places for; once it has, each hand-over is a turn of its own. */
export async function takeHandOvers(world: World, worker: Worker, most: number, going: Going, claimSteps = going.steps): Promise<number> {
  const others = new Set(world.turns)
  const claiming = await world.begin(worker, 'claim', null, async () => {
    const claimed = await claimHandOvers(worker.holder, most)
    for (const one of claimed?.handOvers ?? []) if (claimed !== null) await world.begin(worker, 'handOver', one, () => handOver(one, claimed))
  })
  await world.advance(claiming, claimSteps, null)
  const begun = world.turns.filter((one) => !others.has(one) && one.verb === 'handOver')
  for (const turn of begun) await world.advance(turn, going.steps, cutOf(going))
  return begun.length
}

const REQUEST = SubmitPrediction.parse({ name: 'Of the model', complex: { entities: [{ type: 'protein', chainIds: ['A'], sequence: 'MKTA' }] }, options: { use_msa_server: false, seed: 1 } })

export async function submit(world: World, { person, twice }: { person: number; twice: boolean }): Promise<void> {
  const actor = PEOPLE[person === 0 ? 0 : 1]
  const key = twice ? `key-${world.snapshot.predictions.size}` : null
  await world.given.clock.pass(1)
  const shown = await checkForSubmission(REQUEST)
  const { id } = await submitPrediction(actor, REQUEST, key)
  // The answer was lost, and the same is sent once more.
  if (twice && (await submitPrediction(actor, REQUEST, key)).id !== id) world.complain('one key, one prediction')
  if (shown.ok) world.yamlOf.set(id, sha256(shown.yaml))
  await world.look(NOBODY)
}

async function click(world: World, command: Extract<Command, { kind: 'click' }>): Promise<void> {
  const actor = PEOPLE[command.person === 0 ? 0 : 1]
  const rows = [...world.snapshot.predictions.values()]
  const fitting = rows.filter((one) => fits(world, command.click, one))
  const row = chosen(fitting.length > 0 ? fitting : rows, command.which)
  if (row === null) return
  const attempts = [...world.snapshot.attempts.values()].filter((attempt) => attempt.predictionId === row.id)
  const useful = attempts.find((attempt) => attempt.outcome === 'COMPLETED' && attempt.id !== row.currentAttemptId) ?? attempts.at(-1)
  const verbs: Record<typeof command.click, () => Promise<unknown>> = {
    cancel: () => cancelPrediction(actor, row.id),
    again: () => retryPrediction(actor, row.id, { acceptDoubleBilling: false }),
    againAccepting: () => retryPrediction(actor, row.id, { acceptDoubleBilling: true }),
    use: () => useAttempt(actor, row.id, useful?.number ?? 1),
    delete: () => deletePrediction(actor, row.id),
    rename: () => renamePrediction(actor, row.id, `Name ${row.version}`),
    open: async () => {
      world.opensPages = true
      await Promise.all([viewPrediction(actor, row.id), hintTeam(actor.teamId)])
    },
  }
  try {
    await verbs[command.click]()
    world.count('clicks', command.click)
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    world.count('clicks', `${command.click}: ${error.code}`)
  }
  world.opensPages = false
  const verb = command.click.startsWith('again') ? 'again' : command.click
  await world.look({ turn: null, click: { verb, predictionId: row.id, accepts: command.click === 'againAccepting' }, isForged: false })
}

/** Whether the click means something here; one that does not is tried where none does. */
function fits({ snapshot }: World, verb: (typeof CLICKS)[number], row: PredictionRow): boolean {
  if (row.deleted) return false
  const attempts = [...snapshot.attempts.values()].filter(({ predictionId }) => predictionId === row.id)
  if (verb === 'cancel') return !row.wished && attempts.some(({ ended, callingAt }) => !ended && callingAt !== null)
  if (verb === 'use') return isEnd(row.status) && attempts.some(({ id, outcome }) => outcome === 'COMPLETED' && id !== row.currentAttemptId)
  if (verb === 'again') return isEnd(row.status) && row.status !== 'COMPLETED' && attempts.every(({ ended }) => ended)
  if (verb === 'againAccepting') return attempts.some(({ id, state, ended }) => !ended && (isEnd(row.status) || (state === 'SUBMIT_UNKNOWN' && id === row.currentAttemptId)))
  return true
}

/** A call back for a job: as the endpoint sends it, or by somebody else. */
async function call(world: World, { how, which }: Extract<Command, { kind: 'webhook' }>): Promise<void> {
  const jobs = [...world.endpoints.values()].flatMap((endpoint) => [...endpoint.jobs.values()])
  const job = chosen(jobs, which)
  const [attempt = '', token = ''] = new URL(job?.webhook ?? 'http://nobody/att/token').pathname.split('/').slice(-2)
  if (job === null || token === 'token') return
  const named = { right: job.id, empty: '', other: jobs[0]?.id ?? '', forged: job.id, strange: 'nobodys-job' }[how]
  const body = new Response(JSON.stringify({ id: named, status: 'COMPLETED' })).body
  const { status } = await hearWebhook({ attempt, token: how === 'forged' ? 'x'.repeat(43) : token }, body)
  if (status !== 200) world.complain(`a webhook was answered with ${status}`)
  world.count('webhooks', `${how} for ${stateOf(world.snapshot.attempts.get(job.attemptId))}`)
  await world.look({ ...NOBODY, isForged: how === 'forged' })
}

const stateOf = (attempt: AttemptRow | undefined): string => attempt?.state ?? 'nothing'

/** A process is begun anew with other settings; the other one goes on with those it has. */
export async function changeSettings(world: World, { place, worker }: { place: World['place']; worker: number }): Promise<void> {
  world.place = place
  const old = world.workers[worker]
  if (old !== undefined) await world.die(old)
  await world.beWorker(worker)
  await announceDeployment()
  await world.look(NOBODY)
}
