// The shapes of a conformance check on the HTTP API: what was asked of the endpoint, what it answered, and what to change in its handler.
import { z } from 'zod'
import { Target } from '@/lib/predictions/schema'

/** `target`: where the page said that it would run; another place by now is refused. */
export const StartCheck = z.strictObject({ target: Target })
export type StartCheck = z.infer<typeof StartCheck>

/** good: as the contract says. warn: it works, and something is missing. bad: to be changed. unknown: could not be seen. waiting: not yet. */
export const Grade = z.enum(['good', 'warn', 'bad', 'unknown', 'waiting'])
export type Grade = z.infer<typeof Grade>

export const CheckItem = z.object({
  code: z.enum(['ran', 'poses', 'confidence', 'affinity', 'pae', 'progress', 'errorShape', 'size', 'times', 'engine', 'provenance']),
  title: z.string(),
  grade: Grade,
  /** What was seen. */
  found: z.string(),
  /** What to change in the handler; null where there is nothing to change. */
  change: z.string().nullable(),
})
export type CheckItem = z.infer<typeof CheckItem>

export const ConformanceCheck = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  by: z.string(),
  target: Target,
  /** Where predictions ran when it began. */
  endpoint: z.string(),
  ended: z.boolean(),
  /** The predictions that it is made of; null where one was never submitted, or is deleted. */
  predictions: z.object({ structure: z.string().nullable(), wrongInput: z.string().nullable() }),
  items: z.array(CheckItem),
})
export type ConformanceCheck = z.infer<typeof ConformanceCheck>

export const ConformanceChecks = z.object({ items: z.array(ConformanceCheck) })
export type ConformanceChecks = z.infer<typeof ConformanceChecks>
