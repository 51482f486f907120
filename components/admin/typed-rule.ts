// The rule of retention that would count after saving, as it is typed. Pure.
import type { SettingsView } from '@/lib/settings/schema'
import { readDraft, touchedFields, type SettingsDraft } from './settings-draft'

/** `days` null: for ever. */
export type TypedRule = { days: number | null; keepsTagged: boolean }

/** null while the days cannot be read. */
export function typedRule({ texts }: SettingsDraft, view: SettingsView): TypedRule | null {
  const { retentionDays, retentionKeepsTagged } = texts
  const read = readDraft({ texts: { retentionDays, retentionKeepsTagged }, removesKey: false })
  if (!read.ok) return null
  const { change } = read
  return {
    days: change.retentionDays === undefined ? view.retentionDays.value : (change.retentionDays ?? view.retentionDays.standard),
    keepsTagged: change.retentionKeepsTagged ?? view.retentionKeepsTagged.value,
  }
}

export type Removal = { days: number; keepsTagged: boolean }

/** What saving would begin to remove; null when the rule was not touched, or removes nothing. */
export function newRemoval(draft: SettingsDraft, view: SettingsView): Removal | null {
  const isTouched = touchedFields(draft, view).some((name) => name === 'retentionDays' || name === 'retentionKeepsTagged')
  const rule = isTouched ? typedRule(draft, view) : null
  return rule === null || rule.days === null ? null : { ...rule, days: rule.days }
}
