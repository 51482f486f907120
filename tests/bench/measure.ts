// What a measure is: a name to call it by, what it says of itself, and a run that finds figures and claims.
import type { Claim, Series } from './figures'

export type Outcome = { claims: Claim[]; series: Series[] }
/** `rounds` as somebody asked for; absent: as many as the measure thinks right. */
export type RunOptions = { rounds?: number; say(line: string): void }
export type Measure = { name: string; about: string; run(options: RunOptions): Promise<Outcome> }

/** Milliseconds of the machine's monotonic clock, which all its processes share: moments of two processes can be compared. */
export const machineMs = (): number => Number(process.hrtime.bigint()) / 1e6
