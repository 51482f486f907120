// The shapes of the settings on the HTTP API: what an admin sends, and what the page shows. A key goes in and never comes out.
import { z } from 'zod'
import { isOwnMsaUrl, MSA_SERVERS, MSA_URL_WORDS } from '@/lib/msa-servers'
import {
  ENDPOINT_ID_FORM, ENDPOINT_ID_WORDS, FALLBACKS, isWithin, KEY_FORM, KEY_WORDS, PRICE_WORDS, SETTING_BOUNDS, timeWords, wholeNumberWords, type Bounds,
} from '@/lib/setting-limits'

const whole = (bounds: Bounds, words: string) => z.number().refine((value) => Number.isInteger(value) && isWithin(value, bounds), `${words}.`)
const time = (bounds: Bounds) => whole(bounds, timeWords(bounds))

export const GivenKey = z.string().regex(KEY_FORM, `${KEY_WORDS}.`)
export const GivenEndpointId = z.string().regex(ENDPOINT_ID_FORM, `${ENDPOINT_ID_WORDS}.`)

/** What is left out stays; null takes back what was set here, so that the default counts again. */
export const ChangeSettings = z.strictObject({
  /** The version that the page showed; when there is a newer one by now, nothing is changed. */
  version: z.int(),
  apiKey: GivenKey.nullable().optional(),
  endpointId: GivenEndpointId.nullable().optional(),
  useRunPod: z.boolean().nullable().optional(),
  pollIntervalMs: time(SETTING_BOUNDS.pollIntervalMs).nullable().optional(),
  timeoutMs: time(SETTING_BOUNDS.timeoutMs).nullable().optional(),
  queueAllowanceMs: time(SETTING_BOUNDS.queueAllowanceMs).nullable().optional(),
  maxInFlight: whole(SETTING_BOUNDS.maxInFlight, wholeNumberWords(SETTING_BOUNDS.maxInFlight)).nullable().optional(),
  fallback: z.enum(FALLBACKS).nullable().optional(),
  pricePerGpuSecond: z.number().refine((value) => isWithin(value, SETTING_BOUNDS.pricePerGpuSecond), `${PRICE_WORDS}.`).nullable().optional(),
  maxTokens: whole(SETTING_BOUNDS.maxTokens, wholeNumberWords(SETTING_BOUNDS.maxTokens)).nullable().optional(),
  /** Files of results that ended longer ago are removed; null: none, or as the environment has it. */
  retentionDays: whole(SETTING_BOUNDS.retentionDays, wholeNumberWords(SETTING_BOUNDS.retentionDays)).nullable().optional(),
  retentionKeepsTagged: z.boolean().nullable().optional(),
  msaServers: z.enum(MSA_SERVERS).nullable().optional(),
  msaServerUrl: z.string().refine(isOwnMsaUrl, `${MSA_URL_WORDS}.`).nullable().optional(),
})
export type ChangeSettings = z.infer<typeof ChangeSettings>

const ByWhom = z.object({ at: z.iso.datetime(), by: z.string() })

const PinnedBy = z.string().nullable().meta({ description: 'The variable of the environment that decides this; null: it can be changed here.' })

function setting<Value extends z.ZodType>(value: Value) {
  return z.object({
    /** What counts now. */
    value,
    /** What was set here; null: nothing. */
    stored: z.union([value, z.null()]),
    /** What counts where nothing is set. */
    standard: value,
    pinnedBy: PinnedBy,
  })
}

export const SettingsView = z.object({
  version: z.int(),
  changed: ByWhom.nullable(),
  baseUrl: z.string().meta({ description: 'Where RunPod is called; RUNPOD_ENDPOINT_BASE_URL of the environment alone decides it.' }),
  apiKey: z.object({
    isSet: z.boolean(),
    tail: z.string().nullable().meta({ description: 'The last four characters; null where there is no key, or a very short one.' }),
    changed: ByWhom.nullable(),
    isUnreadable: z.boolean().meta({ description: 'It was sealed under another ATOMERA_KEY_ENCRYPTION_KEY and has to be set again.' }),
    pinnedBy: PinnedBy,
  }),
  endpointId: setting(z.string().nullable()),
  useRunPod: setting(z.boolean()),
  pollIntervalMs: setting(z.number()),
  timeoutMs: setting(z.number()),
  queueAllowanceMs: setting(z.number()),
  maxInFlight: setting(z.number()),
  fallback: setting(z.enum(FALLBACKS)),
  pricePerGpuSecond: setting(z.number().nullable()),
  maxTokens: setting(z.number().nullable()),
  retentionDays: setting(z.number().nullable()),
  retentionKeepsTagged: setting(z.boolean()),
  msaServers: setting(z.enum(MSA_SERVERS)),
  msaServerUrl: setting(z.string().nullable()),
})
export type SettingsView = z.infer<typeof SettingsView>
