import 'server-only'
// Where predictions run now: what the header of every page says, and what a submission freezes as its target.
import { GPU_ENDPOINT } from '@/lib/compute/chosen-endpoint'
import type { EndpointState } from '@/lib/compute/endpoint-store'
import { chooseRoute } from '@/lib/predictions/choose-route'
import { endpointLabel } from '@/lib/predictions/endpoint-label'
import { NO_OWN_WORKER, pauseNotice, settingsNotice, standInNotice } from '@/lib/predictions/notices'
import { readPresent, type Present } from '@/lib/predictions/present'
import { hasFreshHealth, routeFactsOf } from '@/lib/predictions/route-facts'
import type { Notice, WhereTheyRun } from '@/lib/predictions/schema'
import { standingWorkers } from '@/lib/predictions/window'

export const wherePredictionsRun = async (): Promise<WhereTheyRun> => whereTheyRun(await readPresent())

/** Never fails for a paused endpoint: the pause is part of the answer, as `problem`. */
export function whereTheyRun(present: Present): WhereTheyRun {
  const { chosen } = present
  if (chosen.kind === 'unconfigured') {
    const problem = settingsNotice(chosen.trouble)
    return { kind: 'unconfigured', target: 'real', label: problem.message, endpointId: null, ...orStandIn(problem, present) }
  }
  const endpoint = present.endpoint(chosen.id)
  const problem = endpoint === null ? null : problemOf(endpoint, present.now)
  const { kind, target, endpointId } = chosen
  return { kind, target, label: endpointLabel(chosen), endpointId, ...(problem === null ? { problem, standsIn: false } : orStandIn(problem, present)) }
}

function problemOf(endpoint: EndpointState, now: Date): Notice | null {
  if (endpoint.pausedCode !== null) return pauseNotice(endpoint.kind, endpoint.pausedCode, endpoint.pausedWords)
  return endpoint.id === GPU_ENDPOINT.id && hasFreshHealth(endpoint, now) && standingWorkers(endpoint.health) === 0 ? NO_OWN_WORKER : null
}

/** The problem, with what is done about it meanwhile. */
function orStandIn(problem: Notice, present: Present): Pick<WhereTheyRun, 'problem' | 'standsIn'> {
  const route = chooseRoute(routeFactsOf(present), 0)
  return route.to === 'standIn' ? { problem: standInNotice(problem, route.because), standsIn: true } : { problem, standsIn: false }
}
