// How the installation does, as the admin's page and the HTTP API show it. What is not known is null and is said so, never 0.
import { z } from 'zod'
import { PredictionStatus } from '@/lib/predictions/schema'

const Moment = z.iso.datetime()
const Count = z.int().nonnegative()

export const HEALTH_SPANS = ['24h', '7d'] as const
export type HealthSpan = (typeof HEALTH_SPANS)[number]

export const AskSystem = z.strictObject({ span: z.enum(HEALTH_SPANS).default('24h') })

/** A prediction of any team; `url` where the asking person's team has it. */
const Named = z.object({ id: z.string(), name: z.string(), team: z.string(), url: z.string().nullable() })

export const ReconcilerView = z.object({
  /** Predictions whose next look is overdue, and by how much the most overdue one is. */
  overdue: Count,
  mostOverdueMs: z.number(),
  mostOverdue: Named.nullable(),
  /** Predictions that some process has in hand. */
  inHand: Count,
  processes: z.array(z.object({
    host: z.string(), pid: z.int(), version: z.string(), startedAt: Moment,
    /** When it told this. */
    toldAt: Moment,
    /** When it had last made a round without a fault. */
    roundAt: Moment.nullable(),
    alive: z.boolean(),
  })),
})

export const HealthView = z.object({
  span: z.enum(HEALTH_SPANS),
  from: Moment,
  to: Moment,
  /** Length of a bin of `bins`. */
  binMs: z.number(),
  endpoints: z.array(z.object({
    id: z.string(),
    label: z.string(),
    target: z.enum(['real', 'simulated']),
    /** Whether new predictions go there. */
    current: z.boolean(),
    /** What it said last; null: it was never asked. */
    healthAt: Moment.nullable(),
    inQueue: Count.nullable(),
    inProgress: Count.nullable(),
    workers: Count.nullable(),
    /** What is wrong with its workers though it answers; null: nothing that it tells. */
    trouble: z.enum(['crashing', 'throttled']).nullable(),
    paused: z.object({ code: z.string(), words: z.string().nullable() }).nullable(),
    /** In their order; where one is missing, nobody asked. */
    bins: z.array(z.object({
      at: Moment,
      /** How often /health was 200, and how often the endpoint was paused or stayed so. */
      healthy: Count,
      paused: Count,
      /** How often of the healthy it counted workers that crash, and how often none but such as wait for a GPU. */
      crashing: Count,
      throttled: Count,
      pausedCode: z.string().nullable(),
      /** The most that was told. */
      inQueue: Count.nullable(),
      inProgress: Count.nullable(),
      workers: Count.nullable(),
    })),
  })),
})
export type HealthView = z.infer<typeof HealthView>

export const SystemView = z.object({
  at: Moment,
  reconciler: ReconcilerView,
  predictions: z.object({
    byState: z.array(z.object({ status: PredictionStatus, count: Count })),
    oldestWaiting: Named.extend({ since: Moment, status: PredictionStatus }).nullable(),
  }),
  health: HealthView,
  /** Of the last seven days. */
  failures: z.array(z.object({ code: z.string(), message: z.string(), cure: z.string().nullable(), count: Count, newest: Named, newestAt: Moment })),
  /** Requests to this server process that failed without words; its log says more under their ids. */
  faults: z.array(z.object({ requestId: z.string(), at: Moment, passing: z.boolean().meta({ description: 'The database did not answer, or could not take it.' }) })),
  versions: z.object({
    app: z.string(),
    commit: z.string().nullable(),
    node: z.string(),
    postgres: z.string(),
    /** As the newest results told them. */
    engines: z.array(z.object({ endpoint: z.string(), package: z.string().nullable(), version: z.string().nullable(), gpu: z.string().nullable(), simulated: z.boolean(), seenAt: Moment })),
  }),
  disk: z.object({
    databaseBytes: z.number(),
    tables: z.array(z.object({ name: z.string(), bytes: z.number() })),
    /** Where the embedded database lies; null: the database is not on this machine's data folder. */
    free: z.object({ freeBytes: z.number(), totalBytes: z.number() }).nullable(),
  }),
})
export type SystemView = z.infer<typeof SystemView>
