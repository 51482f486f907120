import 'server-only'
// What the choice of an endpoint is based on, read from the rows of the chosen endpoint and of the own workers'.
import { elapsed } from '@/lib/clock'
import { GPU_ENDPOINT, hasFallback } from '@/lib/compute/chosen-endpoint'
import { chosenEndpoint } from '@/lib/compute/deployment'
import { readEndpoint, type EndpointState } from '@/lib/compute/endpoint-store'
import { databaseNow } from '@/lib/db'
import { env } from '@/lib/env'
import { isUnavailable, type RouteFacts } from '@/lib/predictions/choose-route'
import { standingWorkers } from '@/lib/predictions/window'

/** Health that is older says nothing of who is ready now. */
const READY_FOR_MS = 60_000

const readyWorkers = ({ pausedCode, health, healthAt }: EndpointState, now: Date): number => {
  const isFresh = pausedCode === null && healthAt !== null && Math.abs(elapsed(healthAt, now)) < READY_FOR_MS
  return isFresh ? standingWorkers(health) : 0
}

/** `chosen`: the row of the endpoint that the settings choose; null where they choose none. */
export function routeFacts(chosen: EndpointState | null, standIn: EndpointState | null, now: Date): RouteFacts {
  const isAllowed = hasFallback(chosenEndpoint(), env().local)
  const code = chosen === null ? 'SETTINGS' : chosen.pausedCode
  return {
    mostTokens: null,
    unavailable: isUnavailable(code) ? { because: code, forMs: chosen?.unavailableSince == null ? 0 : elapsed(chosen.unavailableSince, now) } : null,
    standIn: isAllowed && standIn !== null ? { readyWorkers: readyWorkers(standIn, now), maxTokens: env().local.maxTokens } : null,
  }
}

/** As the rows stand now, for what is shown; nothing is asked. */
export async function readRouteFacts(): Promise<RouteFacts> {
  const chosen = chosenEndpoint()
  if (chosen.kind === 'local') return { unavailable: null, standIn: null, mostTokens: chosen.target === 'real' ? env().local.maxTokens : null }
  const [row, standIn, now] = await Promise.all([chosen.kind === 'runpod' ? readEndpoint(chosen.id) : null, readEndpoint(GPU_ENDPOINT.id), databaseNow()])
  // A row that is not written yet is no fault of the settings.
  if (row === null && chosen.kind === 'runpod') return { unavailable: null, standIn: null, mostTokens: null }
  return routeFacts(row, standIn, now)
}
