// The shapes of the rule of retention on the HTTP API: what is asked, and what it would remove now. Pure.
import { z } from 'zod'
import { isWithin, SETTING_BOUNDS, wholeNumberWords } from '@/lib/setting-limits'

/** Without days: the rule that counts now. */
export const PreviewRetention = z.strictObject({
  days: z.coerce.number().refine((days) => Number.isInteger(days) && isWithin(days, SETTING_BOUNDS.retentionDays), `${wholeNumberWords(SETTING_BOUNDS.retentionDays)}.`).optional(),
  keepsTagged: z.enum(['true', 'false']).transform((text) => text === 'true').optional(),
})
export type PreviewRetention = z.infer<typeof PreviewRetention>

/** Predictions and the bytes that their files take in the database, packed. */
const Amount = z.object({ predictions: z.int(), bytes: z.number() })
export type Amount = z.infer<typeof Amount>

export const RetentionPreview = z.object({
  /** null: results are kept for ever. */
  days: z.int().nullable(),
  keepsTagged: z.boolean(),
  /** What would go now. */
  goes: Amount,
  /** Predictions that are old enough and stay because they are tagged. */
  keptTagged: z.int(),
  /** When the rule was last applied, in this installation, and what went then. */
  lastRun: Amount.extend({ at: z.iso.datetime() }).nullable(),
})
export type RetentionPreview = z.infer<typeof RetentionPreview>
