// The rule of retention that would count after saving, as it is typed. Pure.
import type { SettingsView } from '@/lib/settings/schema'
import { readDraft, type SettingsDraft } from './settings-draft'

/** `days` null: for ever. null while the days cannot be read. */
export function typedRule({ texts }: SettingsDraft, view: SettingsView): { days: number | null; keepsTagged: boolean } | null {
  const { retentionDays, retentionKeepsTagged } = texts
  const read = readDraft({ texts: { retentionDays, retentionKeepsTagged }, removesKey: false })
  if (!read.ok) return null
  const { change } = read
  return {
    days: change.retentionDays === undefined ? view.retentionDays.value : (change.retentionDays ?? view.retentionDays.standard),
    keepsTagged: change.retentionKeepsTagged ?? view.retentionKeepsTagged.value,
  }
}
