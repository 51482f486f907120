'use client'
// Where RunPod is and with which key, and whether it is used at all.
import { Card, CardBody, CardHead } from '@/components/ui/card'
import { ConnectionTest } from './connection-test'
import { KeySetting } from './key-setting'
import { ChoiceSetting, TextSetting } from './setting-field'
import type { SettingsInHand } from './use-settings'

const USE = [
  { value: 'true', words: 'Yes, when key and endpoint id are set' },
  { value: 'false', words: 'No: workers of your own, or the simulator' },
]

export function ConnectionCard({ settings }: { settings: SettingsInHand }) {
  return (
    <Card aria-labelledby="connection-title">
      <CardHead id="connection-title" title="RunPod" aside={<span className="figures text-xs text-faint">{settings.view.baseUrl}</span>} />
      <CardBody className="grid gap-x-5 gap-y-4 sm:grid-cols-2">
        <ChoiceSetting settings={settings} name="useRunPod" label="Use RunPod" choices={USE} hint="New predictions follow this at once. Real work is never simulated because this changes: it waits." />
        <TextSetting settings={settings} name="endpointId" label="Endpoint id" empty="none" hint="The id of the serverless endpoint, not its name, from RunPod’s console." />
        <div className="sm:col-span-2">
          <KeySetting settings={settings} />
        </div>
        <div className="sm:col-span-2">
          <ConnectionTest settings={settings} />
        </div>
      </CardBody>
    </Card>
  )
}
