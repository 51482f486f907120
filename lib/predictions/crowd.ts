import 'server-only'
// How many jobs share an endpoint's attention, counted every two seconds and not at each look.
import { SECOND } from '@/lib/clock'
import { countInFlight, type Crowd } from '@/lib/predictions/await-ends-store'

const FRESH_MS = 2 * SECOND
const known = new Map<string, { atMs: number; crowd: Promise<Crowd> }>()

/** Jobs at the endpoint that are looked at as often as this one: the watched ones, or all. */
export async function crowdAt(endpointRef: string, watched: boolean): Promise<number> {
  const now = performance.now()
  const before = known.get(endpointRef)
  const counted = before !== undefined && now - before.atMs < FRESH_MS ? before : { atMs: now, crowd: countInFlight(endpointRef) }
  known.set(endpointRef, counted)
  try {
    const { all, watched: seen } = await counted.crowd
    return watched ? seen : all
  } catch (error) {
    known.delete(endpointRef)
    throw error
  }
}
