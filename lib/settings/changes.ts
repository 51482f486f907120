// What a change of settings amounts to: which values become others, and how an audit line tells of it. Pure; no key stands in either.
import { SETTING_NAMES, type SettingName } from '@/lib/setting-limits'
import { keyTail, type StoredChoices } from '@/lib/settings/choices'

type Told = string | number | boolean | null

/** A key as it may be told: that there is one, and its end. */
const told = (name: SettingName, value: Told): Told => (name === 'apiKey' && typeof value === 'string' ? `…${keyTail(value)}` : value)

/** The settings that are named and become others. */
export const namesOfChanges = (before: StoredChoices, change: Partial<StoredChoices>): SettingName[] =>
  SETTING_NAMES.filter((name) => change[name] !== undefined && change[name] !== before[name])

/** Before and after of each; null: as the environment has it. */
export const changesForAudit = (before: StoredChoices, change: Partial<StoredChoices>): Record<string, { from: Told; to: Told }> =>
  Object.fromEntries(namesOfChanges(before, change).map((name) => [name, { from: told(name, before[name]), to: told(name, change[name] ?? null) }]))
