// Which endpoint takes a prediction now, and why: the one that the settings choose, or the own workers that stand in for it while it
// cannot take any. Pure; never leads to a simulation.
import { MINUTE } from '@/lib/clock'

/** Why the chosen endpoint takes nothing. */
export type Unavailable = 'UNREACHABLE' | 'AUTH' | 'NOT_FOUND' | 'SETTINGS'
/** Why own workers do not take over either. */
export type Held = 'NOT_ALLOWED' | 'NOT_YET' | 'NO_WORKER' | 'TOO_LARGE'

export type RouteFacts = {
  /** Largest complex for the chosen endpoint, in tokens; null: it has no limit here. */
  mostTokens: number | null
  /** null: the chosen endpoint takes jobs. `forMs`: since when it was not to be reached, with short moments of health in between. */
  unavailable: { because: Unavailable; forMs: number } | null
  /** null: fallback is not allowed, or this installation has no workers of its own. */
  standIn: { readyWorkers: number; maxTokens: number } | null
}

export type Route = { to: 'chosen' } | { to: 'standIn'; because: Unavailable } | { to: 'nowhere'; because: Unavailable | null; held: Held }

/** A restart of a router or of RunPod's edge is over by then. */
export const STAND_IN_AFTER_MS = 2 * MINUTE

export const UNAVAILABLE_WORDS: Record<Unavailable, string> = {
  UNREACHABLE: 'RunPod could not be reached for two minutes',
  AUTH: 'RunPod rejects the API key',
  NOT_FOUND: 'RunPod knows no such endpoint',
  SETTINGS: 'RunPod is only half set up',
}

export const isUnavailable = (text: string | null): text is Unavailable => text !== null && text in UNAVAILABLE_WORDS

/** `tokens` of the complex; 0 asks for any complex at all. */
export function chooseRoute({ unavailable, standIn, mostTokens }: RouteFacts, tokens: number): Route {
  if (unavailable === null) return mostTokens !== null && tokens > mostTokens ? { to: 'nowhere', because: null, held: 'TOO_LARGE' } : { to: 'chosen' }
  const { because, forMs } = unavailable
  const held = (why: Held): Route => ({ to: 'nowhere', because, held: why })
  if (standIn === null) return held('NOT_ALLOWED')
  if (because === 'UNREACHABLE' && forMs < STAND_IN_AFTER_MS) return held('NOT_YET')
  if (standIn.readyWorkers === 0) return held('NO_WORKER')
  if (tokens > standIn.maxTokens) return held('TOO_LARGE')
  return { to: 'standIn', because }
}
