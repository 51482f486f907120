// One fault a test asks for, "answer calls of route R with ...", and what several of them together do to one call. It refuses unknown fields, so that a misspelt fault fails the test that set it.
import { z } from 'zod'

/** Where the call is cut: before it is handled, after it without an answer, in the middle of the answer, or one of these by chance. */
const When = z.enum(['before', 'after', 'half', 'any'])

/** Overwrites what this one call shows of a job; an output of null is left out. */
export const Shown = z.strictObject({
  status: z.string().optional(),
  error: z.string().nullable().optional(),
  retries: z.int().min(0).optional(),
  output: z.unknown().optional(),
})
export type Shown = z.infer<typeof Shown>

const Fields = z.strictObject({
  /** `run`, `status`, `cancel`, ...; `void` is the look-up; `*` is every route of these; `webhook` is what the endpoint itself sends. */
  route: z.string(),
  /** So many calls; null: until a reset, also after a restart. Default 1, or null with a probability or a time. */
  times: z.int().min(1).nullable().optional(),
  /** Met by chance, drawn from the seed. */
  probability: z.number().min(0).max(1).optional(),
  seed: z.int().default(1),
  /** Only for so long, by the endpoint's clock. */
  forMs: z.int().min(1).optional(),
  /** Only while the job of the call is younger than this, by the endpoint's clock. */
  jobAgeBelowMs: z.int().min(1).optional(),
  /** Only calls about this prediction, by `input.job_id`. */
  jobId: z.string().optional(),

  status: z.int().min(100).max(599).optional(),
  headers: z.record(z.string(), z.string()).default({}),
  /** Text as it is, anything else as JSON; absent: the true answer's body. */
  body: z.unknown().optional(),
  /** A body of so many bytes instead. */
  bodyBytes: z.int().min(0).max(256 * 1024 * 1024).optional(),
  show: Shown.optional(),
  /** Real time: after the call was handled, with `when: before` before it. For `webhook`: by the endpoint's clock. */
  delayMs: z.int().min(0).default(0),
  /** `drop` resets the connection without an answer, `half` after the head and half of the body, `truncate` ends half of the body as if it were whole. */
  cut: z.enum(['none', 'half', 'drop', 'truncate']).default('none'),
  when: When.default('after'),
  /** So many bytes at a time, with a pause in between: head, body or both. */
  drip: z.strictObject({ part: z.enum(['head', 'body', 'both']).default('both'), bytes: z.int().min(1).default(1), everyMs: z.int().min(1).default(100) }).optional(),
  /** Whether the call takes effect; by default only when neither status nor body is replaced. */
  handle: z.boolean().optional(),
  /** `/run` answers only after the first delivery of its job's webhook. */
  afterWebhook: z.boolean().default(false),

  /** For `webhook`: how often it is delivered; 0 is never, 2 is twice. */
  copies: z.int().min(0).max(100).optional(),
  /** For `webhook`: before the true one, another with this id or body is delivered to the same address. */
  forge: z.strictObject({ id: z.string().optional(), body: z.unknown().optional() }).optional(),
})

export const Fault = Fields.transform((fault) => {
  const lasts = [fault.probability, fault.forMs, fault.jobAgeBelowMs].some((limit) => limit !== undefined)
  return {
    ...fault,
    times: fault.times === undefined ? (lasts ? null : 1) : fault.times,
    cut: fault.cut === 'drop' && fault.when === 'half' ? ('half' as const) : fault.cut,
  }
})
export type Fault = z.infer<typeof Fault>

export function takesEffect(fault: Fault): boolean {
  if (fault.cut === 'drop' && fault.when === 'before') return false
  return fault.handle ?? (fault.status === undefined && fault.body === undefined && fault.bodyBytes === undefined)
}

/** What is done to one call. */
export type Play = {
  delayBeforeMs: number
  delayAfterMs: number
  handled: boolean
  cut: 'none' | 'half' | 'drop' | 'truncate'
  status: number | undefined
  headers: Record<string, string>
  body: string | undefined
  show: Shown | undefined
  drip: Fault['drip']
  afterWebhook: boolean
}

function bodyOf(fault: Fault): string | undefined {
  if (fault.bodyBytes !== undefined) return 'x'.repeat(fault.bodyBytes)
  if (fault.body === undefined) return undefined
  return typeof fault.body === 'string' ? fault.body : JSON.stringify(fault.body)
}

/** Delays add up; of everything else the first fault that says something is obeyed. Null: an ordinary call. */
export function playOf(faults: Fault[]): Play | null {
  if (faults.length === 0) return null
  const first = <Value>(read: (fault: Fault) => Value | undefined): Value | undefined => faults.map(read).find((value) => value !== undefined)
  const delay = (before: boolean) => faults.reduce((sum, fault) => sum + ((fault.when === 'before') === before ? fault.delayMs : 0), 0)
  return {
    delayBeforeMs: delay(true),
    delayAfterMs: delay(false),
    handled: faults.every(takesEffect),
    cut: first((fault) => (fault.cut === 'none' ? undefined : fault.cut)) ?? 'none',
    status: first((fault) => fault.status),
    headers: Object.assign({}, ...faults.map((fault) => fault.headers).reverse()) as Record<string, string>,
    body: first(bodyOf),
    show: first((fault) => fault.show),
    drip: first((fault) => fault.drip),
    afterWebhook: faults.some((fault) => fault.afterWebhook),
  }
}
