'use client'
// Making an API key: a name, what it may do, and how long. What the role here could not do is not offered.
import { useState, type FormEvent } from 'react'
import { useSession } from '@/components/shell/session'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Complaints, Field } from '@/components/ui/field'
import { Checkbox, Input, Select } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { SCOPES, scopesOf, type Scope } from '@/lib/access/permissions'
import { KEY_LIVES } from '@/lib/api-keys/form'
import type { MadeKey } from '@/lib/api-keys/schema'
import { problemWords, requestAnswer, RequestProblem } from '@/lib/predictions/client-request'

const SCOPE_WORDS: Readonly<Record<Scope, string>> = {
  read: 'See what you see: predictions, files, exports, events',
  submit: 'Submit predictions; change, cancel, tag and delete those that you may',
  manage: 'Change the settings, as admins do. Members, accounts and teams are for the browser alone',
}

const lifeWords = (days: number | null): string => (days === null ? 'until it is revoked' : days === 365 ? 'a year' : `${days} days`)

const FORM = 'make-key'

function bodyOf(form: FormData) {
  const life = form.get('expiresInDays')
  return { name: form.get('name'), scopes: form.getAll('scopes'), expiresInDays: life === 'never' ? null : Number(life) }
}

export function MakeKeyDialog({ close, onMade }: { close: () => void; onMade: (made: MadeKey) => void }) {
  const { team, roles } = useSession()
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<RequestProblem | string | null>(null)
  const offered = scopesOf(roles)
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    setBusy(true)
    try {
      onMade(await requestAnswer<MadeKey>('/api/v1/api-keys', bodyOf(new FormData(event.currentTarget))))
    } catch (thrown) {
      setRefusal(thrown instanceof RequestProblem ? thrown : problemWords(thrown))
      setBusy(false)
    }
  }
  const complaintsOf = (name: string) => (refusal instanceof RequestProblem ? refusal.complaints.filter(({ at }) => at === name || at.startsWith(`${name}.`)).map(({ message }) => message) : [])
  const isPlaced = ['name', 'scopes', 'expiresInDays'].some((name) => complaintsOf(name).length > 0)
  const actions = (
    <>
      <Button onClick={close}>Cancel</Button>
      <Button type="submit" form={FORM} tone="primary" busy={busy}>
        Make the key
      </Button>
    </>
  )
  return (
    <Dialog open onOpenChange={(open) => !open && close()} title="Make an API key" description={`For the team ${team?.name ?? ''}, and never more than you may do there yourself.`} actions={actions}>
      <form id={FORM} method="post" onSubmit={(event) => void send(event)} className="flex flex-col gap-4">
        {refusal !== null && !isPlaced && <Notice tone="bad" live="assertive" title={refusal instanceof RequestProblem ? refusal.message : refusal} />}
        <Field label="Name" hint="Where it will be used, so that you know later which one to revoke." complaints={complaintsOf('name')}>
          {(control) => <Input {...control} name="name" required maxLength={60} autoComplete="off" />}
        </Field>
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1 text-sm font-medium">What it may do</legend>
          {SCOPES.map((scope) => (
            <Checkbox
              key={scope}
              name="scopes"
              value={scope}
              label={scope}
              hint={offered.includes(scope) ? SCOPE_WORDS[scope] : `Nothing, with your role here (${roles.join(', ')})`}
              disabled={!offered.includes(scope)}
              defaultChecked={scope !== 'manage' && offered.includes(scope)}
            />
          ))}
          <Complaints messages={complaintsOf('scopes')} />
        </fieldset>
        <Field label="Works for" complaints={complaintsOf('expiresInDays')}>
          {(control) => (
            <Select {...control} name="expiresInDays" defaultValue="90">
              {KEY_LIVES.map((days) => (
                <option key={days ?? 'never'} value={days ?? 'never'}>
                  {lifeWords(days)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </form>
    </Dialog>
  )
}
