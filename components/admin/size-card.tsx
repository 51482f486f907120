'use client'
// The largest complex that is accepted, by what the endpoint's GPUs hold, and what a second of GPU time costs.
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHead } from '@/components/ui/card'
import { GPU_TOKEN_LIMITS } from '@/lib/complexes/estimate'
import { fieldText } from './settings-draft'
import { TextSetting } from './setting-field'
import type { SettingsInHand } from './use-settings'

function GpuButtons({ settings }: { settings: SettingsInHand }) {
  if (settings.view.maxTokens.pinnedBy !== null) return null
  const typed = fieldText('maxTokens', settings.draft, settings.view)
  return (
    <div role="group" aria-label="By GPU memory" className="mt-2 flex flex-wrap gap-1.5">
      {GPU_TOKEN_LIMITS.map(({ memoryGb, maxTokens, examples }) => (
        <Button key={memoryGb} size="small" title={examples} aria-pressed={typed === String(maxTokens)} onClick={() => settings.type('maxTokens', String(maxTokens))}>
          {memoryGb} GB: {maxTokens.toLocaleString('en')}
        </Button>
      ))}
      <Button size="small" tone="quiet" aria-pressed={typed === ''} onClick={() => settings.type('maxTokens', '')}>
        No limit
      </Button>
    </div>
  )
}

/** People know GPUs by the hour. */
function perHour(text: string): string {
  const price = Number(text)
  return text.trim() !== '' && Number.isFinite(price) ? ` That is $${(price * 3600).toFixed(2)} an hour.` : ''
}

export function SizeCard({ settings }: { settings: SettingsInHand }) {
  return (
    <Card aria-labelledby="size-title">
      <CardHead id="size-title" title="Size and cost" />
      <CardBody className="grid gap-x-5 gap-y-4 sm:grid-cols-2">
        <div>
          <TextSetting settings={settings} name="maxTokens" label="Largest complex" unit="tokens" empty="no limit, only a warning" hint="Larger ones are refused before they are submitted. What the smallest GPU of the endpoint holds:" />
          <GpuButtons settings={settings} />
        </div>
        <TextSetting
          settings={settings}
          name="pricePerGpuSecond"
          label="Price of a GPU second"
          unit="US dollars"
          empty="none: no cost is estimated"
          hint={`RunPod’s console names it for each GPU type. It is for estimates alone; start-up and idle time are billed too.${perHour(fieldText('pricePerGpuSecond', settings.draft, settings.view))}`}
        />
      </CardBody>
    </Card>
  )
}
