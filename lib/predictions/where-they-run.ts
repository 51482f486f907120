import 'server-only'
// Where predictions run now: what the header of every page says, and what a submission freezes as its target.
import { GPU_ENDPOINT } from '@/lib/compute/chosen-endpoint'
import { chosenBy } from '@/lib/compute/deployment'
import { readEndpoint, type EndpointState } from '@/lib/compute/endpoint-store'
import { databaseNow } from '@/lib/db'
import { chooseRoute } from '@/lib/predictions/choose-route'
import { endpointLabel } from '@/lib/predictions/endpoint-label'
import { NO_OWN_WORKER, pauseNotice, settingsNotice, standInNotice } from '@/lib/predictions/notices'
import { hasFreshHealth, readRouteFacts } from '@/lib/predictions/route-facts'
import type { Notice, WhereTheyRun } from '@/lib/predictions/schema'
import { standingWorkers } from '@/lib/predictions/window'
import type { Settings } from '@/lib/settings/choices'
import { currentSettings } from '@/lib/settings/service'
import { sharedRead } from '@/lib/shared-read'

/** Never fails for a paused endpoint: the pause is part of the answer, as `problem`. */
export const wherePredictionsRun = sharedRead(async (): Promise<WhereTheyRun> => {
  const settings = await currentSettings()
  const chosen = chosenBy(settings)
  if (chosen.kind === 'unconfigured') {
    const problem = settingsNotice(chosen.trouble)
    return { kind: 'unconfigured', target: 'real', label: problem.message, endpointId: null, ...(await orStandIn(problem, settings)) }
  }
  const endpoint = await readEndpoint(chosen.id)
  const problem = endpoint === null ? null : problemOf(endpoint, await databaseNow())
  const { kind, target, endpointId } = chosen
  return { kind, target, label: endpointLabel(chosen), endpointId, ...(problem === null ? { problem, standsIn: false } : await orStandIn(problem, settings)) }
})

function problemOf(endpoint: EndpointState, now: Date): Notice | null {
  if (endpoint.pausedCode !== null) return pauseNotice(endpoint.kind, endpoint.pausedCode, endpoint.pausedWords)
  return endpoint.id === GPU_ENDPOINT.id && hasFreshHealth(endpoint, now) && standingWorkers(endpoint.health) === 0 ? NO_OWN_WORKER : null
}

/** The problem, with what is done about it meanwhile. */
async function orStandIn(problem: Notice, settings: Settings): Promise<Pick<WhereTheyRun, 'problem' | 'standsIn'>> {
  const route = chooseRoute(await readRouteFacts(settings), 0)
  return route.to === 'standIn' ? { problem: standInNotice(problem, route.because), standsIn: true } : { problem, standsIn: false }
}
