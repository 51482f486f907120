'use client'
// The settings of the installation as one form, saved together.
import { useState } from 'react'
import type { SettingsView } from '@/lib/settings/schema'
import { ConnectionCard } from './connection-card'
import { FollowingCard } from './following-card'
import { MsaCard } from './msa-card'
import { RetentionCard } from './retention-card'
import { RetentionQuestion } from './retention-question'
import { SaveBar } from './save-bar'
import { SizeCard } from './size-card'
import { newRemoval } from './typed-rule'
import { useSettings } from './use-settings'

export function SettingsForm({ first }: { first: SettingsView }) {
  const settings = useSettings(first)
  const [asks, setAsks] = useState(false)
  const removal = newRemoval(settings.draft, settings.view)
  return (
    <form
      noValidate
      className="flex max-w-4xl flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault()
        if (removal !== null) setAsks(true)
        else settings.save()
      }}
    >
      <ConnectionCard settings={settings} />
      <FollowingCard settings={settings} />
      <SizeCard settings={settings} />
      <MsaCard settings={settings} />
      <RetentionCard settings={settings} />
      <SaveBar settings={settings} />
      {asks && removal !== null && <RetentionQuestion removal={removal} go={settings.save} close={() => setAsks(false)} />}
    </form>
  )
}
