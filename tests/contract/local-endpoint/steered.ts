// A local endpoint whose clock stands still until the test advances it. It refuses to let real time into what it measures.
import { startHere, callsOf, dataFolder, dropFolder } from './start'
import type { LocalEndpointOptions } from '@/local-endpoint/server'
import { SteeredClock } from '@/local-endpoint/steered-clock'
import { until } from '../../support/calls'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

export async function startSteered(options: Partial<LocalEndpointOptions> = {}) {
  const folder = dataFolder()
  const clock = new SteeredClock()
  clock.setSpeed(0)
  const endpoint = await startHere(folder, { clock, ...options })
  const calls = callsOf(endpoint)
  const httpStatus = async (route: string) => (await calls.call(route)).status
  return {
    ...calls,
    endpoint,
    clock,
    httpStatus,
    advance: (ms: number) => clock.advance(ms),
    /** Scripts the next job of a prediction. */
    script: (jobId: string, behaviour: object) => calls.control('POST', 'behaviours', { jobId, behaviour }),
    settings: (change: object) => calls.control('POST', 'settings', change),
    fault: (fault: object) => calls.control('POST', 'faults', fault),
    /** Reads the job until it has this status; no time passes by the clock. */
    untilStatus: (id: string, status: string) => until(() => calls.status(id), (job) => job.status === status),
    /** Until so many calls of a route have come in. */
    untilRequests: (route: string, count: number) =>
      until(async () => (await calls.control('GET', `requests?route=${route}`)).body as unknown[], (seen) => seen.length >= count),
    async close() {
      await endpoint.close()
      dropFolder(folder)
    },
  }
}

export type Steered = Awaited<ReturnType<typeof startSteered>>
