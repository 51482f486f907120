// The settings that an admin changes in the browser: the variable of the environment that pins each, its form and its bounds. Pure, and
// without a validator, so that pages can use it too.
import { DAY, HOUR, SECOND } from '@/lib/clock'

export const SETTING_NAMES = ['apiKey', 'endpointId', 'useRunPod', 'pollIntervalMs', 'timeoutMs', 'queueAllowanceMs', 'maxInFlight', 'fallback', 'pricePerGpuSecond', 'maxTokens', 'retentionDays', 'retentionKeepsTagged', 'msaServers', 'msaServerUrl'] as const
export type SettingName = (typeof SETTING_NAMES)[number]

export const SETTING_VARIABLES: Readonly<Record<SettingName, string>> = {
  apiKey: 'RUNPOD_API_KEY',
  endpointId: 'RUNPOD_ENDPOINT_ID',
  useRunPod: 'USE_RUNPOD',
  pollIntervalMs: 'RUNPOD_POLL_INTERVAL',
  timeoutMs: 'RUNPOD_TIMEOUT',
  queueAllowanceMs: 'RUNPOD_QUEUE_ALLOWANCE',
  maxInFlight: 'RUNPOD_MAX_IN_FLIGHT',
  fallback: 'RUNPOD_FALLBACK',
  pricePerGpuSecond: 'RUNPOD_PRICE_PER_SECOND',
  maxTokens: 'MAX_TOKENS',
  retentionDays: 'RETENTION_DAYS',
  retentionKeepsTagged: 'RETENTION_KEEP_TAGGED',
  msaServers: 'MSA_SERVERS',
  msaServerUrl: 'MSA_SERVER_URL',
}

export type Bounds = { least: number; most: number }

export const SETTING_BOUNDS = {
  pollIntervalMs: { least: 0.2 * SECOND, most: HOUR },
  // RunPod takes an execution timeout from 5 s, and our options end at 24 h.
  timeoutMs: { least: 5 * SECOND, most: DAY },
  // RunPod keeps a job at most 7 days (ttl); one of them belongs to the run itself.
  queueAllowanceMs: { least: 10 * SECOND, most: 6 * DAY },
  maxInFlight: { least: 1, most: 10_000 },
  maxTokens: { least: 1, most: 100_000 },
  // The dearest GPU costs a hundredth of this; more is an hour's price by mistake.
  pricePerGpuSecond: { least: 0, most: 0.1 },
  // A day is how long the object storage is asked for what an end has left there.
  retentionDays: { least: 1, most: 36_500 },
} as const satisfies Partial<Record<SettingName, Bounds>>

export const isWithin = (value: number, { least, most }: Bounds): boolean => value >= least && value <= most

export const timeWords = ({ least, most }: Bounds): string => `must be a time from ${least / SECOND} to ${most / SECOND} seconds, such as 90, 90s, 30m or 6h`
export const wholeNumberWords = ({ least, most }: Bounds): string => `must be a whole number from ${least} to ${most}`
export const PRICE_WORDS = `must be a price in US dollars per second from ${SETTING_BOUNDS.pricePerGpuSecond.least} to ${SETTING_BOUNDS.pricePerGpuSecond.most}, such as 0.00019`

export const ENDPOINT_ID_FORM = /^[A-Za-z0-9_-]{1,64}$/
export const ENDPOINT_ID_WORDS = 'must be the id alone, letters and digits, as RunPod shows it'
export const KEY_FORM = /^[\x21-\x7e]{1,512}$/
export const KEY_WORDS = 'must be one run of visible characters without spaces, as RunPod shows it'

export const FALLBACKS = ['local', 'hold'] as const
export type Fallback = (typeof FALLBACKS)[number]
