import 'server-only'
// What is the same for everybody who looks at predictions in one moment: the clock, the settings, and the endpoints as they are known.
import { chosenBy } from '@/lib/compute/deployment'
import type { ChosenEndpoint } from '@/lib/compute/chosen-endpoint'
import { readEndpoints, readLastRunAt, type EndpointState } from '@/lib/compute/endpoint-store'
import { databaseNow } from '@/lib/db'
import type { WaitedFor } from '@/lib/predictions/notices'
import type { Settings } from '@/lib/settings/choices'
import { currentSettings } from '@/lib/settings/service'
import { sharedRead } from '@/lib/shared-read'

export type Present = {
  now: Date
  settings: Settings
  /** Where new submits go. */
  chosen: ChosenEndpoint
  /** By its reference. */
  endpoint(id: string): EndpointState | null
  /** The same as what is waited for; asked once, whoever waits. */
  waitedFor(id: string): Promise<WaitedFor | null>
}

export const readPresent = sharedRead(async (): Promise<Present> => {
  const [now, settings, endpoints] = await Promise.all([databaseNow(), currentSettings(), readEndpoints()])
  const known = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]))
  const endpoint = (id: string): EndpointState | null => known.get(id) ?? null
  const asked = new Map<string, Promise<WaitedFor | null>>()
  const waitedFor = (id: string): Promise<WaitedFor | null> => {
    const asking = asked.get(id) ?? readWaitedFor(endpoint(id))
    asked.set(id, asking)
    return asking
  }
  return { now, settings, chosen: chosenBy(settings), endpoint, waitedFor }
})

/** Its last run is looked up only where it has no worker and that may tell why. */
async function readWaitedFor(endpoint: EndpointState | null): Promise<WaitedFor | null> {
  if (endpoint === null) return null
  const { id, kind, target, pausedCode, pausedWords, health, healthAt } = endpoint
  const hasNone = health !== null && Object.values(health.workers).every((count) => count === undefined || count === 0)
  return { kind, target, pausedCode, pausedWords, health, healthAt, lastRunAt: hasNone ? await readLastRunAt(id) : null }
}
