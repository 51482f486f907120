'use client'
// How long and how often: what Atomera asks of the endpoint for each prediction.
import { Card, CardBody, CardHead } from '@/components/ui/card'
import { ChoiceSetting, TextSetting } from './setting-field'
import type { SettingsInHand } from './use-settings'

const FALLBACK = [
  { value: 'local', words: 'A worker of your own takes what it can' },
  { value: 'hold', words: 'Predictions wait for RunPod' },
]

export function FollowingCard({ settings }: { settings: SettingsInHand }) {
  return (
    <Card aria-labelledby="following-title">
      <CardHead id="following-title" title="Runs" />
      <CardBody className="grid gap-x-5 gap-y-4 sm:grid-cols-2">
        <TextSetting settings={settings} name="timeoutMs" unit="90, 90s, 30m, 6h" label="Time limit of a run" hint="GPU time. The larger of this and three times the estimate is sent with each new prediction." />
        <TextSetting settings={settings} name="queueAllowanceMs" unit="90, 90s, 30m, 6h" label="Queue allowance" hint="How long a new prediction may wait for a GPU at the endpoint before it is given up." />
        <TextSetting settings={settings} name="maxInFlight" unit="1 to 10,000" label="Most runs at the endpoint" hint="All people together. What the endpoint cannot start soon waits in Atomera, in turns between people." />
        <TextSetting settings={settings} name="pollIntervalMs" unit="90, 90s, 30m, 6h" label="Look every" hint="While somebody watches, looks begin at once a second and grow to this." />
        <ChoiceSetting settings={settings} name="fallback" label="While RunPod is not available" choices={FALLBACK} hint="It counts after two minutes without an answer, or when RunPod rejects the key. Nothing is ever simulated instead." />
      </CardBody>
    </Card>
  )
}
