// How scripted workers behave, for tests: each entry applies to the next jobs that match it. It refuses unknown kinds and fields.
import { z } from 'zod'
import { seededRandom, type Random } from '../simulation/random'

const MOST_OF_A_CHUNK = 1_000_000

/** Seconds, or a span from which they are drawn. */
const Seconds = z.union([z.number().min(0), z.tuple([z.number().min(0), z.number().min(0)])])

const Kind = z.discriminatedUnion('kind', [
  /** The normal answer. */
  z.strictObject({ kind: z.literal('success') }),
  /** Waits so long and ends with a simulated answer that is worked out once for all jobs of the same complex: thousands cost next to nothing. */
  z.strictObject({ kind: z.literal('quick'), seconds: Seconds.default(0) }),
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
  /** Dies without a word after so long: the platform dispatches the job once more, and gives up when that worker dies too. With `runs: 1` the second does what comes next in the script. */
  z.strictObject({ kind: z.literal('lost'), runs: z.union([z.literal(1), z.literal(2)]).default(2), seconds: z.number().min(0).optional() }),
  /** A handler that yields: chunks for `/stream`, one after another; the list is the output only when it is aggregated. */
  z.strictObject({
    kind: z.literal('stream'),
    chunks: z.array(z.unknown().refine((chunk) => JSON.stringify(chunk ?? null).length <= MOST_OF_A_CHUNK, 'A chunk is at most 1 MB.')),
    everySeconds: z.number().min(0).default(0),
    aggregate: z.boolean().default(false),
  }),
  /** COMPLETED with so large an answer, which the platform would not store. */
  z.strictObject({ kind: z.literal('large'), bytes: z.int().min(0).max(256 * 1024 * 1024) }),
])

export const Behaviour = z.strictObject({
  /** Only for this prediction, by `input.job_id`. */
  jobId: z.string().optional(),
  /** So many jobs; null: all that nothing else is asked of, until a reset, also after a restart. */
  times: z.int().min(1).nullable().default(1),
  /** Met by chance, drawn from the seed. */
  probability: z.number().min(0).max(1).optional(),
  seed: z.int().default(1),
  behaviour: Kind,
})
export type Behaviour = z.infer<typeof Behaviour>
export type BehaviourKind = z.infer<typeof Kind>

type Entry = { script: Behaviour; left: number | null; random: Random }

/** The scripted behaviours: counted ones in the order in which they were asked for, then lasting ones, the newest first. */
export class Behaviours {
  private counted: Entry[] = []
  private lasting: Entry[] = []

  /** `start` counts the starts of the process, so that each draws anew. */
  constructor(private readonly start = 0) {}

  add(script: Behaviour): void {
    const entry: Entry = { script, left: script.times, random: seededRandom('behaviour', script.seed, this.start, JSON.stringify(script)) }
    if (entry.left === null) this.lasting.unshift(entry)
    else this.counted.push(entry)
  }

  /** The behaviour for a job that starts now, counted down. */
  take(jobId: string | null): BehaviourKind {
    const met = [...this.counted, ...this.lasting].find(({ script, random }) => {
      if (script.jobId !== undefined && script.jobId !== jobId) return false
      return script.probability === undefined || random.uniform() < script.probability
    })
    if (met === undefined) return { kind: 'success' }
    if (met.left !== null) met.left -= 1
    this.counted = this.counted.filter(({ left }) => left !== 0)
    return met.script.behaviour
  }

  list(): Behaviour[] {
    return [...this.counted, ...this.lasting].map(({ script, left }) => ({ ...script, times: left }))
  }

  /** Lasting ones in the order in which they were asked for. */
  standing(): Behaviour[] {
    return this.lasting.map(({ script }) => script).reverse()
  }

  clear(): void {
    this.counted = []
    this.lasting = []
  }
}
