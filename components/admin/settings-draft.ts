// The settings as an admin types them: only what was touched, as text. Made into a change, or into complaints at their fields. Pure.
import { durationIn, durationText } from '@/lib/duration'
import { isOwnMsaUrl, MSA_SERVERS, MSA_URL_WORDS } from '@/lib/msa-servers'
import {
  ENDPOINT_ID_FORM, ENDPOINT_ID_WORDS, FALLBACKS, isWithin, KEY_FORM, KEY_WORDS, PRICE_WORDS, SETTING_BOUNDS, SETTING_NAMES, timeWords, wholeNumberWords, type Bounds, type SettingName,
} from '@/lib/setting-limits'
import type { ChangeSettings, SettingsView } from '@/lib/settings/schema'

export type SettingsDraft = {
  /** Fields that were touched; '' takes back what was set, so that the default counts. */
  texts: Partial<Record<SettingName, string>>
  removesKey: boolean
}
export const UNTOUCHED: SettingsDraft = { texts: {}, removesKey: false }

export type SettingsChange = Omit<ChangeSettings, 'version'>
export type SettingComplaints = Partial<Record<SettingName, string[]>>
export type DraftRead = { ok: true; change: SettingsChange } | { ok: false; complaints: SettingComplaints }

export type TimeSetting = 'pollIntervalMs' | 'timeoutMs' | 'queueAllowanceMs'

const TIMES: ReadonlySet<SettingName> = new Set<TimeSetting>(['pollIntervalMs', 'timeoutMs', 'queueAllowanceMs'])

/** A value as it stands in its field. */
export const textOf = (name: SettingName, value: string | number | boolean | null): string =>
  value === null ? '' : typeof value === 'number' && TIMES.has(name) ? durationText(value) : String(value)

/** What the field shows while nobody has touched it: what was set or is pinned; empty where the default counts. A key is never shown. */
export function shownText(name: SettingName, view: SettingsView): string {
  if (name === 'apiKey') return ''
  const { value, stored, pinnedBy } = view[name]
  // Of the choices one is always shown.
  if (name === 'useRunPod' || name === 'fallback' || name === 'retentionKeepsTagged' || name === 'msaServers') return textOf(name, value)
  return textOf(name, pinnedBy === null ? stored : value)
}

export const fieldText = (name: SettingName, draft: SettingsDraft, view: SettingsView): string => draft.texts[name] ?? shownText(name, view)

type Read<Value> = { value: Value } | { complaint: string }

const sentence = (words: string): string => `It ${words}.`

const readTime = (text: string, bounds: Bounds): Read<number> => {
  const value = durationIn(text)
  return value !== null && isWithin(value, bounds) ? { value } : { complaint: sentence(timeWords(bounds)) }
}

const readNumber = (text: string, form: RegExp, bounds: Bounds, words: string): Read<number> => {
  const value = Number(text)
  return form.test(text) && isWithin(value, bounds) ? { value } : { complaint: sentence(words) }
}

const readText = (text: string, form: RegExp, words: string): Read<string> => (form.test(text) ? { value: text } : { complaint: sentence(words) })

const READERS: { [Name in SettingName]: (text: string) => Read<NonNullable<SettingsChange[Name]>> } = {
  apiKey: (text) => readText(text, KEY_FORM, KEY_WORDS),
  endpointId: (text) => readText(text, ENDPOINT_ID_FORM, ENDPOINT_ID_WORDS),
  useRunPod: (text) => ({ value: text === 'true' }),
  pollIntervalMs: (text) => readTime(text, SETTING_BOUNDS.pollIntervalMs),
  timeoutMs: (text) => readTime(text, SETTING_BOUNDS.timeoutMs),
  queueAllowanceMs: (text) => readTime(text, SETTING_BOUNDS.queueAllowanceMs),
  maxInFlight: (text) => readNumber(text, /^\d+$/, SETTING_BOUNDS.maxInFlight, wholeNumberWords(SETTING_BOUNDS.maxInFlight)),
  fallback: (text) => ({ value: FALLBACKS.find((known) => known === text) ?? 'local' }),
  pricePerGpuSecond: (text) => readNumber(text, /^\d*\.?\d+$/, SETTING_BOUNDS.pricePerGpuSecond, PRICE_WORDS),
  maxTokens: (text) => readNumber(text, /^\d+$/, SETTING_BOUNDS.maxTokens, wholeNumberWords(SETTING_BOUNDS.maxTokens)),
  retentionDays: (text) => readNumber(text, /^\d+$/, SETTING_BOUNDS.retentionDays, wholeNumberWords(SETTING_BOUNDS.retentionDays)),
  retentionKeepsTagged: (text) => ({ value: text === 'true' }),
  msaServers: (text) => ({ value: MSA_SERVERS.find((known) => known === text) ?? 'public' }),
  msaServerUrl: (text) => (isOwnMsaUrl(text) ? { value: text } : { complaint: sentence(MSA_URL_WORDS) }),
}

/** Complaints in `complaints`, or the field as a change; undefined while it was not touched. */
function readField<Name extends SettingName>(name: Name, text: string | undefined, complaints: SettingComplaints): NonNullable<SettingsChange[Name]> | null | undefined {
  if (text === undefined) return undefined
  const typed = text.trim()
  if (typed === '') return null
  const read = READERS[name](typed)
  if ('value' in read) return read.value
  complaints[name] = [read.complaint]
  return undefined
}

export function readDraft({ texts, removesKey }: SettingsDraft): DraftRead {
  const complaints: SettingComplaints = {}
  const field = <Name extends SettingName>(name: Name) => readField(name, texts[name], complaints)
  const apiKey = removesKey ? null : (field('apiKey') ?? undefined)
  const change: SettingsChange = {
    apiKey,
    endpointId: field('endpointId'),
    useRunPod: field('useRunPod'),
    pollIntervalMs: field('pollIntervalMs'),
    timeoutMs: field('timeoutMs'),
    queueAllowanceMs: field('queueAllowanceMs'),
    maxInFlight: field('maxInFlight'),
    fallback: field('fallback'),
    pricePerGpuSecond: field('pricePerGpuSecond'),
    maxTokens: field('maxTokens'),
    retentionDays: field('retentionDays'),
    retentionKeepsTagged: field('retentionKeepsTagged'),
    msaServers: field('msaServers'),
    msaServerUrl: field('msaServerUrl'),
  }
  return Object.keys(complaints).length > 0 ? { ok: false, complaints } : { ok: true, change }
}

/** Fields that would be something else after saving. */
export function touchedFields({ texts, removesKey }: SettingsDraft, view: SettingsView): SettingName[] {
  return SETTING_NAMES.filter((name) => {
    if (name === 'apiKey') return removesKey || (texts.apiKey ?? '').trim() !== ''
    return texts[name] !== undefined && texts[name].trim() !== shownText(name, view)
  })
}

/** The server's complaints by field; what is about none of them is left to the message. */
export const complaintsByField = (complaints: readonly { at: string; message: string }[]): SettingComplaints =>
  Object.fromEntries(SETTING_NAMES.flatMap((name) => {
    const own = complaints.filter(({ at }) => at === name).map(({ message }) => (/^(is|must) /.test(message) ? `It ${message}` : message))
    return own.length === 0 ? [] : [[name, own]]
  }))
