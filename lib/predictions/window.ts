// How many jobs an endpoint is given at once: what it cannot start soon waits in Atomera. Pure.
import { toldWorkers, type RunPodHealth } from '@/lib/compute/wire'

const SPARE_PLACES = 4

/** min(maxInFlight, 2 x (running + idle + initializing workers) + 4); without a health answer only the spare places. */
export function windowSize(health: RunPodHealth | null, maxInFlight: number): number {
  if (health === null) return Math.min(maxInFlight, SPARE_PLACES)
  // A counter that the endpoint does not report adds no places.
  const { running = 0, idle = 0, initializing = 0 } = health.workers
  return Math.min(maxInFlight, 2 * (running + idle + initializing) + SPARE_PLACES)
}

/** Workers that stand ready or run, so that each has one job. */
export const standingWorkers = (health: RunPodHealth | null): number => (health && toldWorkers(health)) ?? 0

type Gate = 'open' | 'health' | 'single'

/** Places left: none while the gate waits for /health, one at a time after an unknown submit, else the window less what is out. */
export function placesLeft(window: number, inFlight: number, submitting: number, gate: Gate): number {
  if (gate === 'health') return 0
  if (gate === 'single') return submitting === 0 ? Math.min(1, Math.max(0, window - inFlight)) : 0
  return Math.max(0, window - inFlight)
}
