'use client'
// The settings of the installation as one form, saved together.
import type { SettingsView } from '@/lib/settings/schema'
import { ConnectionCard } from './connection-card'
import { FollowingCard } from './following-card'
import { MsaCard } from './msa-card'
import { RetentionCard } from './retention-card'
import { SaveBar } from './save-bar'
import { SizeCard } from './size-card'
import { useSettings } from './use-settings'

export function SettingsForm({ first }: { first: SettingsView }) {
  const settings = useSettings(first)
  return (
    <form
      noValidate
      className="flex max-w-4xl flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault()
        settings.save()
      }}
    >
      <ConnectionCard settings={settings} />
      <FollowingCard settings={settings} />
      <SizeCard settings={settings} />
      <MsaCard settings={settings} />
      <RetentionCard settings={settings} />
      <SaveBar settings={settings} />
    </form>
  )
}
