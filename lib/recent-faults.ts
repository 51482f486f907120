import 'server-only'
// The newest requests of this process that failed without words for people: their ids, under which the log says more. In memory only and few,
// so that no storm of faults fills anything.

/** `passing`: the database did not answer, or could not take it. */
export type RequestFault = { requestId: string; at: Date; passing: boolean }

const MOST = 20
const created = globalThis as typeof globalThis & { atomeraFaults?: RequestFault[] }

export function rememberFault(fault: RequestFault): void {
  created.atomeraFaults = [fault, ...(created.atomeraFaults ?? [])].slice(0, MOST)
}

/** The newest first. */
export const recentFaults = (): readonly RequestFault[] => created.atomeraFaults ?? []
