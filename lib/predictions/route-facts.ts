import 'server-only'
// What the choice of an endpoint is based on, read from the rows of the chosen endpoint and of the own workers'.
import { elapsed } from '@/lib/clock'
import { GPU_ENDPOINT } from '@/lib/compute/chosen-endpoint'
import { mayStandIn } from '@/lib/compute/deployment'
import type { EndpointState } from '@/lib/compute/endpoint-store'
import { isUnavailable, type RouteFacts } from '@/lib/predictions/choose-route'
import type { Present } from '@/lib/predictions/present'
import { standingWorkers } from '@/lib/predictions/window'
import type { Settings } from '@/lib/settings/choices'

/** Health that is older says nothing of who is ready now. */
const READY_FOR_MS = 60_000

export const hasFreshHealth = ({ healthAt }: EndpointState, now: Date): boolean => healthAt !== null && Math.abs(elapsed(healthAt, now)) < READY_FOR_MS

const readyWorkers = (endpoint: EndpointState, now: Date): number =>
  endpoint.pausedCode === null && hasFreshHealth(endpoint, now) ? standingWorkers(endpoint.health) : 0

/** `chosen`: the row of the endpoint that the settings choose; null where they choose none. */
export function routeFacts(chosen: EndpointState | null, standIn: EndpointState | null, settings: Settings, now: Date): RouteFacts {
  const code = chosen === null ? 'SETTINGS' : chosen.pausedCode
  return {
    mostTokens: null,
    unavailable: isUnavailable(code) ? { because: code, forMs: chosen?.unavailableSince == null ? 0 : elapsed(chosen.unavailableSince, now) } : null,
    standIn: mayStandIn(settings) && standIn !== null ? { readyWorkers: readyWorkers(standIn, now), maxTokens: settings.local.maxTokens } : null,
  }
}

/** As the rows stand now, for what is shown; nothing is asked. */
export function routeFactsOf({ settings, chosen, endpoint, now }: Present): RouteFacts {
  if (chosen.kind === 'local') return { unavailable: null, standIn: null, mostTokens: chosen.target === 'real' ? settings.local.maxTokens : null }
  const row = chosen.kind === 'runpod' ? endpoint(chosen.id) : null
  // A row that is not written yet is no fault of the settings.
  if (row === null && chosen.kind === 'runpod') return { unavailable: null, standIn: null, mostTokens: null }
  return routeFacts(row, endpoint(GPU_ENDPOINT.id), settings, now)
}
