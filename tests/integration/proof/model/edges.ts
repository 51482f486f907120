// The edges of the model, in the place of the product's own: calls to endpoints, settings, log and reader. Everything between them is the product.
// To be imported before anything of lib.
import { gzipSync } from 'node:zlib'
import type * as Timers from 'node:timers/promises'
import { vi } from 'vitest'
import type { CancelAnswer, HealthAnswer, StatusAnswer, UnavailableAnswer } from '@/lib/compute/answers'
import type * as JobApi from '@/lib/compute/job-api'
import type { RunRequest } from '@/lib/compute/run-request'
import type * as Db from '@/lib/db'
import type * as Crowd from '@/lib/predictions/crowd'
import type * as EndpointHealth from '@/lib/predictions/endpoint-health'
import type * as PredictionStore from '@/lib/predictions/prediction-store'
import type { PredictionView } from '@/lib/predictions/schema'
import type * as ReadAnswer from '@/lib/results/read-answer'
import type { PackedFile, ReadOutcome } from '@/lib/results/schema'
import { answerCancel, answerHealth, answerRun, answerStatus, answerVoid } from './answers'
import { inOneStep, runningTurn, stop } from './turns'
import type { World } from './world'

// Mocked modules are made once, by whoever imports them first, and ask for the case of the moment.
const stage = globalThis as typeof globalThis & { atomeraModel?: World }

export function play(world: World): void {
  stage.atomeraModel = world
}

function world(): World {
  if (stage.atomeraModel === undefined) throw new Error('No case is being played.')
  return stage.atomeraModel
}

const unheardRead: UnavailableAnswer = { kind: 'unavailable', httpStatus: null, retryAfterMs: null, message: 'It did not answer in time.' }
const read = { withinMs: 15_000, unheard: unheardRead, unsent: unheardRead }
const heard = (name: string): void => world().count('answers', name)

type Calls = Pick<typeof JobApi, 'submitRun' | 'readStatus' | 'cancelRun' | 'readHealth' | 'voidAttempt'>

export const calls: Calls = {
  submitRun: async (address, given, options) => {
    const body = given as RunRequest
    const answer = await world().call('run', address, {
      jobId: null,
      withinMs: 30_000,
      mayLeave: options?.mayLeave,
      unheard: { kind: 'ambiguous', httpStatus: null, message: 'It did not answer in time.' },
      unsent: { kind: 'refused', because: 'rate', httpStatus: null, retryAfterMs: 1_000, message: 'The call was not begun.' },
      answer: (endpoint) => answerRun(endpoint, address.kind, body, world().draw, heard),
    })
    if (answer.kind === 'accepted') world().deliver(answer.jobId)
    return answer
  },
  readStatus: (address, jobId) =>
    world().call<StatusAnswer>('status', address, {
      ...read, jobId,
      answer: (endpoint) => {
        if (world().mood === 'forgetful') return { kind: 'notFound', message: '404' }
        return answerStatus(endpoint, address.kind, { jobId, moves: world().moves(jobId) }, world().draw, heard)
      },
    }),
  cancelRun: (address, jobId) =>
    world().call<CancelAnswer>('cancel', address, { ...read, jobId, answer: (endpoint) => answerCancel(endpoint, { jobId, obeys: world().mood !== 'stubborn' }, world().draw, heard) }),
  readHealth: (address) =>
    world().call<HealthAnswer>('health', address, {
      ...read, jobId: null,
      answer: (_endpoint, ref) => {
        const answer = answerHealth(world().draw, heard)
        if (answer.kind === 'ok') world().sawHealth(ref)
        return answer
      },
    }),
  voidAttempt: (address, pair) =>
    world().call('void', address, {
      jobId: null, withinMs: 15_000, unheard: { kind: 'unavailable', message: 'No answer.' }, unsent: { kind: 'unavailable', message: 'No answer.' },
      answer: (endpoint) => (address.kind === 'local' ? answerVoid(endpoint, pair.attempt, world().draw, heard) : { kind: 'unavailable', message: 'There is no look-up.' }),
    }),
}

vi.mock('@/lib/compute/job-api', async () => (await import('./edges')).calls)

vi.mock('@/lib/env', () => ({ env: () => world().settings, hasTestSwitch: () => false }))

vi.mock('@/lib/log', () => {
  const silent = (): void => undefined
  return { log: { debug: silent, info: silent, warn: silent, error: (fields: object, words: string) => world().complain(`${words}: ${JSON.stringify(fields)}`) } }
})

// What a process asks once for all its turns is asked in one step: a turn that died must not keep the others waiting.
vi.mock('@/lib/predictions/endpoint-health', async (original) => {
  const product = await original<typeof EndpointHealth>()
  const refreshHealth: typeof product.refreshHealth = (ref) => oneStep('refreshHealth', () => product.refreshHealth(ref))
  const isHealthy: typeof product.isHealthy = (...about) => oneStep('isHealthy', () => product.isHealthy(...about))
  const isLifted: typeof product.isLifted = (ref) => oneStep('isLifted', () => product.isLifted(ref))
  return { ...product, refreshHealth, isHealthy, isLifted }
})
vi.mock('@/lib/predictions/crowd', async (original) => {
  const product = await original<typeof Crowd>()
  const crowdAt: typeof product.crowdAt = (...about) => oneStep('crowdAt', () => product.crowdAt(...about), false)
  return { ...product, crowdAt }
})

async function oneStep<Value>(name: string, work: () => Promise<Value>, writes = true): Promise<Value> {
  const cut = await stop(name, writes)
  if (cut !== null) throw new Error('The connection to the database was lost.')
  const turn = runningTurn()
  return turn === null ? work() : turn.act(() => inOneStep(work))
}

// A pause before something is tried again is a step like others.
vi.mock('node:timers/promises', async (original) => {
  const product = await original<typeof Timers>()
  const setTimeout = async (ms?: number): Promise<void> => (runningTurn() === null ? product.setTimeout(ms) : void (await stop('pause', false)))
  return { ...product, setTimeout }
})

// Time is the model's own, and nobody listens: neither needs a way to the database.
vi.mock('@/lib/db', async (original) => {
  const product = await original<typeof Db>()
  const databaseNow: typeof product.databaseNow = async (on) => {
    if (on === undefined) await stop('databaseNow', false)
    return new Date(world().now)
  }
  return { ...product, databaseNow, notify: async () => undefined }
})

// What a page shows after a click is drawn only where somebody opens it.
vi.mock('@/lib/predictions/prediction-store', async (original) => {
  const product = await original<typeof PredictionStore>()
  const readView: typeof product.readView = (actor, id) => (world().opensPages ? product.readView(actor, id) : Promise.resolve({ id } as PredictionView))
  return { ...product, readView }
})

// The reader itself, in this thread; that its own thread may die is drawn.
vi.mock('@/lib/results/reader-pool', async () => {
  const { readAnswer } = await vi.importActual<typeof ReadAnswer>('@/lib/results/read-answer')
  const readAnswerApart = async (...given: Parameters<typeof readAnswer>): Promise<ReadOutcome<PackedFile>> => {
    const { draw } = world()
    if (draw !== null && draw() < 0.15) {
      heard('reader died')
      return { kind: 'died', message: 'Its thread ended.' }
    }
    const outcome = readAnswer(...given)
    heard(`reader ${outcome.kind}`)
    if (outcome.kind !== 'result') return outcome
    return { ...outcome, files: outcome.files.map(({ content, ...file }) => ({ ...file, gzip: new Uint8Array(gzipSync(content)) })) }
  }
  return { readAnswerApart }
})
