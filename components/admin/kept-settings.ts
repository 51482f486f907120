'use client'
// What was typed into the settings and is not saved, while another page of the app is looked at. Kept in memory alone, since an API key may be among it.
import type { SettingsDraft } from './settings-draft'

export type TypedSettings = {
  draft: SettingsDraft
  /** Of the settings over which it was typed: what somebody else saved since then must not be lost unseen. null: whatever the newest are. */
  version: number | null
}

let kept: TypedSettings | null = null

export const keptSettings = (): TypedSettings | null => kept

export function keepSettings(typed: TypedSettings | null): void {
  kept = typed
}
