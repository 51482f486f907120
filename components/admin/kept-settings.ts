'use client'
// What was typed into the settings and is not saved, while another page of the app is looked at. Kept in memory alone, since an API key may be among it.
import { dismissToasts } from '@/components/ui/toast'
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

/** The words that tell of it go by this topic. */
export const KEPT_TOPIC = 'kept-settings'

/** When it is saved, or the session is over in which it was typed. */
export function forgetSettings(): void {
  keepSettings(null)
  dismissToasts(KEPT_TOPIC)
}
