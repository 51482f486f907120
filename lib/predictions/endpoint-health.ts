import 'server-only'
// How an endpoint is: /health asked when it is worth it, pauses that double, and what 401 and 429 of any call mean for all of them.
import type { EndpointAddress } from '@/lib/compute/address'
import { endpointAddress, noteAnswered, noteHealthy, pauseEndpoint, readEndpoint, updateEndpoint, type EndpointState } from '@/lib/compute/endpoint-store'
import { readHealth } from '@/lib/compute/job-api'
import { databaseNow } from '@/lib/db'
import { elapsed, later, SECOND } from '@/lib/clock'
import { LONGEST_MS } from '@/lib/predictions/cadence'
import { pauseMs, type PauseCode } from '@/lib/predictions/decide-submit'

const FRESH_MS: Record<EndpointState['kind'], number> = { runpod: 15 * SECOND, local: 2 * SECOND }

/** An answer of the future was stored before a clock was set back: it is as good as old. */
const isStale = (endpoint: { healthAt: Date | null }, now: Date, freshMs: number): boolean => endpoint.healthAt === null || Math.abs(elapsed(endpoint.healthAt, now)) > freshMs

/**
 * Before a hand-over: asks /health when the last answer is stale, the endpoint is paused, or the gate waits for it. A 200 lifts a
 * pause and opens the gate for one submit at a time; anything else pauses the endpoint, longer each time.
 * @returns the endpoint's state now; null while nothing can be handed over
 */
export function refreshHealth(endpointRef: string): Promise<EndpointState | null> {
  const open = refreshing.get(endpointRef)
  if (open !== undefined) return open
  const refreshed = refreshWhenDue(endpointRef).finally(() => refreshing.delete(endpointRef))
  refreshing.set(endpointRef, refreshed)
  return refreshed
}

/** One probe for all of this process that want to know. */
const refreshing = new Map<string, Promise<EndpointState | null>>()

/** Reads the row itself: a caller's may be older than the probe before this one, which would then be made again at once. */
async function refreshWhenDue(endpointRef: string): Promise<EndpointState | null> {
  const [endpoint, now] = await Promise.all([readEndpoint(endpointRef), databaseNow()])
  if (endpoint === null) return null
  const waits = endpoint.notBefore !== null && endpoint.notBefore > now
  if (endpoint.pausedCode !== null && waits) return null
  if (!isStale(endpoint, now, FRESH_MS[endpoint.kind]) && endpoint.pausedCode === null && endpoint.gate !== 'health') return endpoint
  const address = await endpointAddress(endpoint.id)
  if (address === null) {
    await pause(endpoint, 'UNREACHABLE', 'The local endpoint has not said where it listens; is it running?', now)
    return null
  }
  const answer = await readHealth(address)
  if (answer.kind === 'ok') {
    await noteHealthy(endpoint, answer.health)
    return readEndpoint(endpoint.id)
  }
  // Our own limiter had no place: that says nothing about the endpoint.
  if (answer.kind === 'unavailable' && answer.unsent) return null
  const codes: Record<typeof answer.kind, PauseCode> = { auth: 'AUTH', notFound: 'NOT_FOUND', unavailable: 'UNREACHABLE' }
  await pause(endpoint, codes[answer.kind], answer.message, now)
  return null
}

/** This process's open questions and last answers. */
const asking = new Map<string, Promise<boolean>>()
const answered = new Map<string, { healthy: boolean; healthAt: Date }>()

/** Whether /health was 200 lately; this process asks at most every 15 s for each endpoint, however many looks want to know, and whatever the answer was. */
export function isHealthy(endpointRef: string, address: EndpointAddress): Promise<boolean> {
  const open = asking.get(endpointRef)
  if (open !== undefined) return open
  const asked = askWhenStale(endpointRef, address).finally(() => asking.delete(endpointRef))
  asking.set(endpointRef, asked)
  return asked
}

async function askWhenStale(endpointRef: string, address: EndpointAddress): Promise<boolean> {
  const endpoint = await readEndpoint(endpointRef)
  const now = await databaseNow()
  if (endpoint !== null && endpoint.pausedCode === null && !isStale(endpoint, now, FRESH_MS.runpod)) return true
  const last = answered.get(endpointRef)
  if (last !== undefined && !isStale(last, now, FRESH_MS.runpod)) return last.healthy
  const answer = await readHealth(address)
  answered.set(endpointRef, { healthy: answer.kind === 'ok', healthAt: now })
  if (answer.kind !== 'ok') return false
  if (endpoint === null || endpoint.pausedCode !== null) await noteAnswered(endpointRef, answer.health)
  else await noteHealthy(endpoint, answer.health)
  return true
}

/** Before others take over: a pause may rest on one answer that is minutes old, so it is asked once more, and lifted if that was all. */
export async function liftIfHealthy(paused: EndpointState): Promise<boolean> {
  const address = await endpointAddress(paused.id)
  if (address === null || !(await isHealthy(paused.id, address))) return false
  const { health } = (await readEndpoint(paused.id)) ?? paused
  if (health !== null) await noteHealthy(paused, health)
  return true
}

async function pause(endpoint: EndpointState, code: PauseCode, words: string, now: Date): Promise<void> {
  await pauseEndpoint(endpoint.id, { code, words, step: endpoint.pauseStep + 1, notBefore: later(now, pauseMs(endpoint.pauseStep, endpoint.kind)) })
}

/** Pauses the endpoint after an answer of 401 or 403 to any call about a job. */
export async function pauseForKey(endpointRef: string, words: string): Promise<void> {
  const endpoint = await readEndpoint(endpointRef)
  if (endpoint !== null && endpoint.pausedCode !== 'AUTH') await pause(endpoint, 'AUTH', words, await databaseNow())
}

/** After a 429 to a question about a job no process asks about any, or hands anything over, for as long as the endpoint says. */
export async function slowDown(endpointRef: string, retryAfterMs: number | null): Promise<void> {
  const endpoint = await readEndpoint(endpointRef)
  if (endpoint === null) return
  const now = await databaseNow()
  const until = later(now, retryAfterMs ?? SECOND)
  // A look is never further away than this, whatever the endpoint says.
  const readUntil = later(now, Math.min(retryAfterMs ?? SECOND, LONGEST_MS))
  const isLater = (moment: Date, known: Date | null): boolean => known === null || known < moment
  await updateEndpoint(endpointRef, {
    ...(isLater(until, endpoint.notBefore) && { notBefore: until }),
    ...(isLater(readUntil, endpoint.readNotBefore) && { readNotBefore: readUntil }),
  })
}

/** Tries a paused endpoint whose moment has come. @returns whether it is paused no more */
export async function isLifted(endpointRef: string): Promise<boolean> {
  const endpoint = await readEndpoint(endpointRef)
  if (endpoint === null || endpoint.pausedCode === null) return endpoint !== null
  return (await refreshHealth(endpointRef))?.pausedCode === null
}
