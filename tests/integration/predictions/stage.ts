// A running Atomera for one test file: a house with its reconciler, the hand on the endpoint's control API, and what tests ask of both.
import { openHouse, type House } from '../../support/house'
import { json, submit, until, view } from '../../support/calls'
import { expectInvariants } from '../../support/invariants'
import { VARIABLE_NAMES } from '@/lib/env-schema'
import type { WorkerKind } from '@/local-endpoint/endpoint'
import type { PredictionView } from '@/lib/predictions/schema'

export type LedgerLine = { id: string; jobId: string | null; attempt: string | null; at: number }
export type SeenRequest = { route: string | null; path: string; body: string }

export type Stage = House & {
  control<Answer>(method: 'GET' | 'POST', name: string, body?: object): Promise<Answer>
  /** Answers coming calls of a route otherwise than truly. */
  fault(fault: object): Promise<void>
  /** Scripts the workers of coming jobs. */
  behave(behaviour: object): Promise<void>
  /** Accepted /run of this prediction. */
  ledgerOf(predictionId: string): Promise<LedgerLine[]>
  /** Calls of one route that arrived. */
  callsOf(route: string): Promise<SeenRequest[]>
  /** Whether the workers take jobs from the queue. */
  workers(count: number): Promise<void>
  /** Shifts the database's clock and wakes the reconciler. */
  pass(ms: number): Promise<void>
  startLoop(): Promise<{ stop(): Promise<void> }>
}

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS

/** Small enough to be simulated at once. */
export const PEPTIDE = { entities: [{ type: 'protein', chainIds: ['A'], sequence: 'MKTAYIAKQRQISFVK' }] }

type Wishes = {
  runPod?: boolean
  /** With `real` the endpoint simulates nothing: jobs wait until a worker comes for them. */
  workerKind?: WorkerKind
  loop?: boolean
  settings?: Record<string, string>
  /** Rules of the invariants that the file breaks by hand; all others hold when the stage closes. */
  breaks?: readonly string[] | 'all'
}

export async function openStage({ runPod = false, workerKind = 'simulated', loop = true, settings = {}, breaks = [] }: Wishes = {}): Promise<Stage> {
  // Whoever runs the tests may have settings of their own; none of them may lead to a real endpoint.
  for (const name of VARIABLE_NAMES) delete process.env[name]
  const house = await openHouse({ RUNPOD_POLL_INTERVAL: '1s', ...settings }, workerKind)
  // The environment is read at its first use, so that it may still name the endpoint that listens now.
  if (runPod) {
    Object.assign(process.env, {
      RUNPOD_API_KEY: house.endpoint.apiKey,
      RUNPOD_ENDPOINT_ID: house.endpoint.endpointId,
      RUNPOD_ENDPOINT_BASE_URL: house.endpoint.baseUrl,
    })
  }
  const stops: (() => Promise<void>)[] = []
  const stage: Stage = { ...house, ...handOn(house), startLoop: () => startLoop(stops), close: async () => {
    for (const stop of stops) await stop()
    try {
      if (breaks !== 'all') await expectInvariants(house.databaseUrl, breaks)
    } finally {
      await house.close()
    }
  } }
  // As while somebody has the page open: jobs are looked at every second.
  await json('GET', '/api/v1/predictions')
  await house.sql("UPDATE team SET watched_until = app_now() + interval '10 years'")
  if (loop) await stage.startLoop()
  return stage
}

async function startLoop(stops: (() => Promise<void>)[]): Promise<{ stop(): Promise<void> }> {
  const { startReconcilerLoop } = await import('@/lib/predictions/loop')
  const loop = startReconcilerLoop()
  const stop = () => loop.stop(5_000)
  stops.push(stop)
  return { stop }
}

function handOn(house: House): Omit<Stage, keyof House | 'startLoop'> {
  const control = async <Answer>(method: 'GET' | 'POST', name: string, body?: object): Promise<Answer> => {
    const response = await fetch(new URL(`/control/${name}`, house.endpoint.baseUrl), {
      method,
      headers: { 'x-control-token': house.endpoint.controlToken },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`control ${method} ${name} answered ${response.status}: ${await response.text()}`)
    return response.json() as Promise<Answer>
  }
  return {
    control,
    fault: (fault) => control('POST', 'faults', fault),
    behave: (behaviour) => control('POST', 'behaviours', { behaviour }),
    ledgerOf: async (predictionId) => (await control<LedgerLine[]>('GET', 'ledger')).filter((line) => line.jobId === predictionId),
    callsOf: async (route) => (await control<SeenRequest[]>('GET', 'requests')).filter((request) => request.route === route),
    workers: (count) => control('POST', 'settings', { workers: count }),
    pass: async (ms) => {
      await house.advance(ms)
      // A look that began before the time passed must not put the next one off by what it knew.
      await house.sql('UPDATE prediction SET next_check_at = app_now() WHERE lease_holder IS NOT NULL')
      await house.sql("SELECT pg_notify('atomera_work', '')")
    },
  }
}

let counted = 0

/** Submits a small prediction under a name of its own. */
export function submitSmall(body: object = {}, headers: Record<string, string> = {}): Promise<PredictionView> {
  counted += 1
  return submit({ name: `Peptide ${counted}`, complex: PEPTIDE, options: { use_msa_server: false, seed: 1 }, ...body }, headers)
}

export const untilView = (id: string, holds: (seen: PredictionView) => boolean, withinMs?: number): Promise<PredictionView> => until(() => view(id), holds, withinMs)
export const untilStatus = (id: string, status: PredictionView['status']): Promise<PredictionView> => untilView(id, (seen) => seen.status === status)
/** Until the current attempt is in this state. */
export const untilAttempt = (id: string, state: string): Promise<PredictionView> => untilView(id, (seen) => seen.attempts.find((one) => one.current)?.state === state)
