'use client'
// RunPod's API key: it goes in and is never shown again, only its end, who set it and when.
import { Button } from '@/components/ui/button'
import { Field } from '@/components/ui/field'
import { Input } from '@/components/ui/input'
import type { SettingsView } from '@/lib/settings/schema'
import { Moment } from './moment'
import { PinMark } from './setting-field'
import type { SettingsInHand } from './use-settings'

function StoredKey({ apiKey }: Pick<SettingsView, 'apiKey'>) {
  const { isSet, tail, changed, isUnreadable, pinnedBy } = apiKey
  if (!isSet) return <>No key is set.</>
  return (
    <>
      Key <code className="figures text-ink">…{tail ?? ''}</code>
      {changed !== null && (
        <>
          , set by {changed.by} <Moment at={changed.at} />
        </>
      )}
      {pinnedBy !== null && ', from the environment'}.
      {isUnreadable && <strong className="block font-medium text-bad">It was sealed under another ATOMERA_KEY_ENCRYPTION_KEY and cannot be used. Set it again.</strong>}
    </>
  )
}

export function KeySetting({ settings }: { settings: SettingsInHand }) {
  const { view, draft, complaints, type, removeKey } = settings
  const { isSet, pinnedBy } = view.apiKey
  return (
    <div className="flex flex-col gap-1.5">
      <Field
        label="API key"
        complaints={complaints.apiKey}
        aside={pinnedBy === null ? undefined : <PinMark variable={pinnedBy} />}
        hint={draft.removesKey ? 'The key is removed when you save. What runs at the endpoint is still looked after with it.' : <StoredKey apiKey={view.apiKey} />}
      >
        {(control) => (
          <Input
            {...control}
            type="password"
            data-setting="apiKey"
            autoComplete="new-password"
            spellCheck={false}
            disabled={pinnedBy !== null}
            value={draft.texts.apiKey ?? ''}
            placeholder={pinnedBy !== null ? '' : isSet ? 'Type another key to replace it' : 'rpa_…'}
            onChange={(event) => type('apiKey', event.target.value)}
            className="figures"
          />
        )}
      </Field>
      {isSet && pinnedBy === null && (
        <Button size="small" tone="quiet" className="self-start" onClick={() => removeKey(!draft.removesKey)}>
          {draft.removesKey ? 'Keep the key' : 'Remove the key'}
        </Button>
      )}
    </div>
  )
}
