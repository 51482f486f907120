// What can be set while the endpoint runs; it refuses unknown names and values out of range. One live object, read anew each time it is needed.
import { z } from 'zod'
import { TERMINAL_STATUSES } from './jobs/job'

const Limit = z.strictObject({ per10s: z.int().min(0), concurrent: z.int().min(1).nullable().default(null) })

export const Settings = z.strictObject({
  /** Duration of each simulated stage. */
  stageSeconds: z.number().min(0),

  /** Jobs that run at a time on each endpoint; with 0 every job stays queued. */
  workers: z.int().min(0).max(10_000),
  /** 0: all workers stand ready. Otherwise they start from none when jobs wait, and need so long. */
  coldStartSeconds: z.number().min(0),
  /** A worker that started cold goes again after so long without a job. */
  idleSeconds: z.number().min(0),
  /** Until then, by the clock, no worker starts a job: their hosts are full. */
  throttledUntil: z.number().min(0),
  /** Workers crash when they start: jobs stay queued. */
  crashLoop: z.boolean(),
  /** false: workers stand ready and take nothing, as with an image that runs no worker. */
  takesJobs: z.boolean(),

  /** `long` keeps results for 7 days; `runpod` as RunPod does, which also deletes them at the job's ttl. */
  retention: z.enum(['long', 'runpod']),
  /** A job whose ttl ends in the queue is forgotten, as documented, or ends TIMED_OUT, as others say. */
  queueExpiry: z.enum(['forgotten', 'TIMED_OUT']),
  /** From the end of the execution timeout until the job is FAILED, drawn from this span of ms. */
  timeoutLatenessMs: z.tuple([z.number().min(0), z.number().min(0)]),
  /** A connected worker that says nothing of its job for so long is lost. */
  heartbeatLostSeconds: z.number().min(1),
  /** Ends of which a job's webhook is told. COMPLETED and FAILED were seen on RunPod; whether it tells of the others is unknown. */
  webhookOn: z.array(z.enum(TERMINAL_STATUSES)),

  /** Per key and endpoint; a class that is not named is not limited. */
  rateLimits: z.union([
    z.enum(['off', 'runpod']),
    z.strictObject({ run: Limit.optional(), runsync: Limit.optional(), read: Limit.optional(), cancel: Limit.optional(), purge: Limit.optional() }),
  ]),
  /** Whether a 429 says when to come again, and how. */
  retryAfter: z.enum(['none', 'seconds', 'date']),
  /** RunPod answers 400 to a body that is too large; its edge sometimes 502. */
  oversizeStatus: z.union([z.literal(400), z.literal(502)]),
})
export type Settings = z.infer<typeof Settings>

export const SettingsChange = Settings.partial()
export type SettingsChange = z.infer<typeof SettingsChange>

export const ORDINARY_SETTINGS: Settings = {
  stageSeconds: 0.6,
  workers: 1,
  coldStartSeconds: 0,
  idleSeconds: 5,
  throttledUntil: 0,
  crashLoop: false,
  takesJobs: true,
  retention: 'long',
  queueExpiry: 'forgotten',
  // 2.8 to 9.6 s were measured.
  timeoutLatenessMs: [2_000, 10_000],
  // A run that was lost began anew 40 s after the first had begun.
  heartbeatLostSeconds: 40,
  webhookOn: ['COMPLETED', 'FAILED'],
  rateLimits: 'off',
  retryAfter: 'none',
  oversizeStatus: 400,
}
