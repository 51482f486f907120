// How scripted workers behave, for tests: each entry applies to the next jobs that match it. It refuses unknown kinds and fields.
import { z } from 'zod'

const Kind = z.discriminatedUnion('kind', [
  /** The normal answer. */
  z.strictObject({ kind: z.literal('success') }),
  /** Runs this much longer in its structure stage. */
  z.strictObject({ kind: z.literal('slow'), seconds: z.number().min(0) }),
  /** The handler raises: `error` is a JSON document as text, with a traceback. */
  z.strictObject({ kind: z.literal('raise'), message: z.string().default('simulated failure') }),
  /** The worker's own verdict: `{error, error_code, details}`. */
  z.strictObject({ kind: z.literal('error'), error: z.string(), errorCode: z.string(), details: z.unknown().optional() }),
  /** `error` is not a string, on which the platform stores COMPLETED without output. */
  z.strictObject({ kind: z.literal('errorObject') }),
  /** Returns None: COMPLETED with a null output. */
  z.strictObject({ kind: z.literal('none') }),
  /** Returns {}: COMPLETED without output. */
  z.strictObject({ kind: z.literal('empty') }),
  /** Too big to be stored: COMPLETED without output. */
  z.strictObject({ kind: z.literal('huge') }),
  /** COMPLETED with any output given here, or with nonsense. */
  z.strictObject({ kind: z.literal('garbage'), output: z.unknown().optional() }),
  /** Reports this status, RUNNING or WEIRD, for so long, then goes on normally. */
  z.strictObject({ kind: z.literal('status'), status: z.string(), seconds: z.number().min(0).default(1) }),
  /** Everything but the affinity. */
  z.strictObject({ kind: z.literal('partial') }),
  /** Only the five keys of the first integration guide. */
  z.strictObject({ kind: z.literal('guide') }),
  /** A pose whose sha256 is not that of its bytes. */
  z.strictObject({ kind: z.literal('wrongHash') }),
  /** Dies without a word: dispatched once more, then FAILED by the platform. */
  z.strictObject({ kind: z.literal('lost') }),
])

export const Behaviour = z.strictObject({
  /** Only for this prediction, by `input.job_id`. */
  jobId: z.string().optional(),
  times: z.int().min(1).default(1),
  behaviour: Kind,
})
export type Behaviour = z.infer<typeof Behaviour>
export type BehaviourKind = z.infer<typeof Kind>

/** The scripted behaviours still to be played, in the order in which they were asked for. */
export class Behaviours {
  private waiting: Behaviour[] = []

  add(behaviour: Behaviour): void {
    this.waiting.push({ ...behaviour })
  }

  /** The behaviour for a job that starts now, counted down. */
  take(jobId: string | null): BehaviourKind {
    const index = this.waiting.findIndex((entry) => entry.jobId === undefined || entry.jobId === jobId)
    const entry = this.waiting[index]
    if (entry === undefined) return { kind: 'success' }
    entry.times -= 1
    if (entry.times === 0) this.waiting.splice(index, 1)
    return entry.behaviour
  }

  list(): Behaviour[] {
    return this.waiting.map((entry) => ({ ...entry }))
  }

  clear(): void {
    this.waiting = []
  }
}
