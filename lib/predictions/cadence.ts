// When to look at a job again. Pure; `random` in [0, 1) comes as an argument.
import { elapsed, MINUTE, SECOND } from '@/lib/clock'

const FIRST_MS = SECOND
const EAGER_FOR_MS = 2 * MINUTE
const GROWTH = 1.5
const UNWATCHED_MS = 15 * SECOND
/** Somebody waits at /status-sync for its end, and nobody watches. */
const AWAITED_MS = 30 * SECOND
/** Looks a second at one endpoint, all processes together, at most: of those that are watched, and of all others. */
const LOOKS_PER_SECOND = 40
/** RunPod keeps results for 30 minutes: an active job is looked at at least this often, whatever else holds. */
export const LONGEST_MS = 5 * MINUTE

type Cadence = {
  watched: boolean
  /** A call at /status-sync waits for its end. */
  awaited: boolean
  /** Jobs at its endpoint that are looked at as often. */
  crowd: number
  /** Since when the job is with the endpoint. */
  since: Date
  now: Date
  /** RUNPOD_POLL_INTERVAL in ms: the longest wait while somebody looks. */
  pollIntervalMs: number
  random: number
}

/** +-20 % around `ms`. */
const jittered = (ms: number, random: number): number => ms * (0.8 + 0.4 * random)

/**
 * Milliseconds until the next look: watched, 1 s for the first two minutes, then 1.5 times more per further
 * 10 s up to the poll interval; unwatched, growing in the same way up to 15 s, or to 30 s when its end is awaited.
 * In a crowd they take turns, so that one endpoint is never asked more than its share.
 */
export function lookAgainMs(cadence: Cadence): number {
  const turnMs = (cadence.crowd / LOOKS_PER_SECOND) * SECOND
  const wishedMs = wished(cadence)
  return turnMs > wishedMs ? Math.min(LONGEST_MS, jittered(turnMs, cadence.random)) : wishedMs
}

function wished({ watched, awaited, since, now, pollIntervalMs, random }: Cadence): number {
  const age = elapsed(since, now)
  const ceiling = watched ? pollIntervalMs : Math.max(awaited ? AWAITED_MS : UNWATCHED_MS, pollIntervalMs)
  if (watched && age < EAGER_FOR_MS) return Math.min(FIRST_MS, ceiling)
  const grownFor = watched ? age - EAGER_FOR_MS : age
  const steps = Math.min(20, Math.floor(grownFor / (10 * SECOND)) + 1)
  return Math.min(LONGEST_MS, jittered(Math.min(ceiling, FIRST_MS * GROWTH ** steps), random))
}

/** Full jitter over 1 s doubling to 60 s after an answer that told nothing; `retryAfterMs` of the endpoint wins, up to 5 min. */
export function retryReadMs(unansweredCount: number, retryAfterMs: number | null, random: number): number {
  if (retryAfterMs !== null) return Math.min(LONGEST_MS, Math.max(FIRST_MS, retryAfterMs))
  const ceiling = Math.min(60 * SECOND, FIRST_MS * 2 ** Math.min(unansweredCount, 10))
  return FIRST_MS + random * (ceiling - FIRST_MS)
}

/** Until a cancel that nobody has answered is repeated: 2 s at first, then a quarter of the time that it is wished for, up to a minute; 10 s without a wish. */
export function cancelAgainMs(wishedForMs: number | null, retryAfterMs: number | null): number {
  const wait = wishedForMs === null ? 10 * SECOND : Math.min(MINUTE, Math.max(2 * SECOND, wishedForMs / 4))
  return Math.min(LONGEST_MS, Math.max(wait, retryAfterMs ?? 0))
}
