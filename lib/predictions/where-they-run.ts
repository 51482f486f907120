import 'server-only'
// Where predictions run now: what the header of every page says, and what a submission freezes as its target.
import { chosenBy } from '@/lib/compute/deployment'
import { readEndpoint } from '@/lib/compute/endpoint-store'
import { chooseRoute } from '@/lib/predictions/choose-route'
import { endpointLabel } from '@/lib/predictions/endpoint-label'
import { pauseNotice, settingsNotice, standInNotice } from '@/lib/predictions/notices'
import { readRouteFacts } from '@/lib/predictions/route-facts'
import type { Notice, WhereTheyRun } from '@/lib/predictions/schema'
import type { Settings } from '@/lib/settings/choices'
import { currentSettings } from '@/lib/settings/service'

/** Never fails for a paused endpoint: the pause is part of the answer, as `problem`. */
export async function wherePredictionsRun(): Promise<WhereTheyRun> {
  const settings = await currentSettings()
  const chosen = chosenBy(settings)
  if (chosen.kind === 'unconfigured') {
    const problem = settingsNotice(chosen.trouble)
    return { kind: 'unconfigured', target: 'real', label: problem.message, endpointId: null, ...(await orStandIn(problem, settings)) }
  }
  const endpoint = await readEndpoint(chosen.id)
  const problem = endpoint === null || endpoint.pausedCode === null ? null : pauseNotice(endpoint.kind, endpoint.pausedCode, endpoint.pausedWords)
  const { kind, target, endpointId } = chosen
  return { kind, target, label: endpointLabel(chosen), endpointId, ...(problem === null ? { problem, standsIn: false } : await orStandIn(problem, settings)) }
}

/** The problem, with what is done about it meanwhile. */
async function orStandIn(problem: Notice, settings: Settings): Promise<Pick<WhereTheyRun, 'problem' | 'standsIn'>> {
  const route = chooseRoute(await readRouteFacts(settings), 0)
  return route.to === 'standIn' ? { problem: standInNotice(problem, route.because), standsIn: true } : { problem, standsIn: false }
}
