// The shapes of the lead's overview: what ran, what failed of what, and GPU seconds with their estimated cost, by week and by person.
import { z } from 'zod'

export const PERIODS = [4, 12, 26] as const
export type Period = (typeof PERIODS)[number]

export const ReadUsage = z.object({
  weeks: z.enum(['4', '12', '26']).default('12').transform(Number).meta({ description: 'ISO weeks in UTC, the present one among them.' }),
})
export type ReadUsage = z.infer<typeof ReadUsage>

/** Predictions by what became of them; those that were deleted are not among them. */
const Counts = z.object({ completed: z.int(), failed: z.int(), timedOut: z.int(), cancelled: z.int(), notEnded: z.int() })
export type Counts = z.infer<typeof Counts>

const Gpu = z.object({
  runPodSeconds: z.number().meta({ description: 'Sum of the execution times that RunPod reported, of all attempts; also of predictions that were deleted since.' }),
  ownSeconds: z.number().meta({ description: 'The same on workers of one\'s own, which nobody bills.' }),
  notReported: z.int().meta({ description: 'Attempts that ran, or may have run, and whose time was not reported. They are in no sum.' }),
  estimatedCostUsd: z.number().nullable().meta({ description: 'runPodSeconds at the price that is set now; null: no price is set. Start-up and idle time of workers are billed too and are not in it.' }),
})
export type Gpu = z.infer<typeof Gpu>

const Week = z.object({ name: z.string(), from: z.iso.date(), to: z.iso.date() })
const Person = z.object({ id: z.string(), name: z.string() })
const Failure = z.object({ code: z.string(), words: z.string(), predictions: z.int() })
export type Failure = z.infer<typeof Failure>

const WeekCounts = Week.extend({ counts: Counts })
export type WeekCounts = z.infer<typeof WeekCounts>

const PersonUsage = z.object({ person: Person, counts: Counts, gpu: Gpu })
export type PersonUsage = z.infer<typeof PersonUsage>

const WeekUsage = WeekCounts.extend({ gpu: Gpu, people: z.array(PersonUsage) })
export type WeekUsage = z.infer<typeof WeekUsage>

/** A prediction, with all its attempts, belongs to the week in which it was submitted. */
export const UsageView = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  pricePerGpuSecond: z.number().nullable(),
  real: z.object({ counts: Counts, gpu: Gpu, weeks: z.array(WeekUsage), people: z.array(PersonUsage), failures: z.array(Failure) }),
  /** What of `real.gpu` is of predictions that were deleted since, which the list does not show. */
  deleted: z.object({ predictions: z.int(), gpu: Gpu }),
  /** What of `real.gpu` is of the predictions by which a conformance check grades the endpoint: nobody wanted to know them. */
  checks: z.object({ predictions: z.int(), gpu: Gpu }),
  simulated: z.object({ counts: Counts, weeks: z.array(WeekCounts), failures: z.array(Failure) }),
})
export type UsageView = z.infer<typeof UsageView>
