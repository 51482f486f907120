'use client'
// One setting as a field: what was set, the default where nothing is, and the variable that pins it where one does.
import { Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { Field, type ControlWiring } from '@/components/ui/field'
import { Input, Select } from '@/components/ui/input'
import type { SettingName } from '@/lib/setting-limits'
import { fieldText, textOf } from './settings-draft'
import type { SettingsInHand } from './use-settings'

/** Says that the environment decides, and by which name. */
export function PinMark({ variable }: { variable: string }) {
  return (
    <span className="inline-flex items-center gap-1 font-sans text-xs text-muted" title={`${variable} is set in the environment or .env of the server. It is changed there.`}>
      <Lock aria-hidden className="size-3" /> pinned by <code className="figures">{variable}</code>
    </span>
  )
}

type SettingProps = { name: Exclude<SettingName, 'apiKey'>; label: string; hint: ReactNode; settings: SettingsInHand }

function SettingFrame({ name, label, hint, settings, unit, children }: SettingProps & { unit?: string; children: (control: ControlWiring & { 'data-setting': string; disabled: boolean }) => ReactNode }) {
  const { pinnedBy } = settings.view[name]
  return (
    <Field label={label} hint={hint} complaints={settings.complaints[name]} aside={pinnedBy === null ? unit : <PinMark variable={pinnedBy} />}>
      {(control) => children({ ...control, 'data-setting': name, disabled: pinnedBy !== null })}
    </Field>
  )
}

export function TextSetting({ empty, ...props }: SettingProps & { unit?: string; /** What it means to leave it empty; the default's value otherwise. */ empty?: string }) {
  const { name, settings } = props
  return (
    <SettingFrame {...props}>
      {(control) => (
        <Input
          {...control}
          autoComplete="off"
          spellCheck={false}
          value={fieldText(name, settings.draft, settings.view)}
          placeholder={empty ?? `${textOf(name, settings.view[name].standard)}, the default`}
          onChange={(event) => settings.type(name, event.target.value)}
          className="figures"
        />
      )}
    </SettingFrame>
  )
}

export function ChoiceSetting({ choices, ...props }: SettingProps & { choices: readonly { value: string; words: string }[] }) {
  const { name, settings } = props
  return (
    <SettingFrame {...props}>
      {(control) => (
        <Select {...control} value={fieldText(name, settings.draft, settings.view)} onChange={(event) => settings.type(name, event.target.value)}>
          {choices.map(({ value, words }) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </Select>
      )}
    </SettingFrame>
  )
}
