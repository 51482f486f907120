import 'server-only'
// Whether an endpoint may be asked about its jobs now: not while it refuses the key, and not before the moment that it named with 429.
import type { EndpointAddress } from '@/lib/compute/address'
import type { UnavailableAnswer } from '@/lib/compute/answers'
import { readAskable } from '@/lib/compute/endpoint-store'
import { SECOND } from '@/lib/clock'
import { isLifted } from '@/lib/predictions/endpoint-health'

/** Where to ask, or what stands for the answer while nobody may. */
export type Door = { address: EndpointAddress; shut: null } | { address: null; shut: UnavailableAnswer }

const shut = (message: string, retryAfterMs: number | null): Door => ({ address: null, shut: { kind: 'unavailable', httpStatus: null, retryAfterMs, message, unsent: true } })

/** How often it is looked whether a refused key is accepted again: this process's looks share one probe, and pauses double to 5 min. */
const REFUSED_LOOK_MS = 10 * SECOND

export async function doorOf(endpointRef: string): Promise<Door> {
  const endpoint = await readAskable(endpointRef)
  if (endpoint === null || endpoint.address === null) return shut('There is no address or key for this endpoint now.', null)
  if (endpoint.waitMs > 0) return shut('The endpoint asked to be left in peace for a while.', endpoint.waitMs)
  if (endpoint.keyRefused && !(await isLifted(endpointRef))) return shut('The endpoint refuses the key; it is asked now and then whether it still does.', REFUSED_LOOK_MS)
  return { address: endpoint.address, shut: null }
}
