// What can be set while the endpoint runs; it refuses unknown names and values out of range. One live object, read anew each time it is needed.
import { z } from 'zod'
import { TERMINAL_STATUSES } from './jobs/job'

export const Settings = z.strictObject({
  /** Duration of each simulated stage. */
  stageSeconds: z.number().min(0),
  /** Jobs that run at a time on each endpoint; with 0 every job stays queued. */
  workers: z.int().min(0).max(10_000),
  /** Ends of which a job's webhook is told. COMPLETED and FAILED were seen on RunPod; whether it tells of the others is unknown. */
  webhookOn: z.array(z.enum(TERMINAL_STATUSES)),
})
export type Settings = z.infer<typeof Settings>

export const SettingsChange = Settings.partial()
export type SettingsChange = z.infer<typeof SettingsChange>

export const ORDINARY_SETTINGS: Settings = { stageSeconds: 0.6, workers: 1, webhookOn: ['COMPLETED', 'FAILED'] }
