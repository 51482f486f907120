'use client'
// The teams of the installation: making one, and another name.
import { useState, type FormEvent } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHead } from '@/components/ui/card'
import { Input } from '@/components/ui/input'
import { SubmitButton } from '@/components/ui/submit-button'
import type { TeamView } from '@/lib/people/schema'
import { requestChange } from '@/lib/predictions/client-request'
import { useDeeds, type Deed } from './use-deeds'

export function TeamsCard({ teams }: { teams: readonly TeamView[] }) {
  const deeds = useDeeds()
  const [renamedId, setRenamedId] = useState<string | null>(null)
  /** Whose button gets the focus back, since the field that had it goes. */
  const [backId, setBackId] = useState<string | null>(null)
  const stopRenaming = () => {
    setBackId(renamedId)
    setRenamedId(null)
  }
  const rename = async (deed: Deed) => {
    if (await deeds.perform(deed)) stopRenaming()
  }
  return (
    <Card aria-labelledby="teams-title">
      <CardHead id="teams-title" title="Teams" />
      <CardBody className="flex flex-col gap-4">
        {deeds.refusal}
        <ul aria-labelledby="teams-title" className="divide-y divide-line text-sm">
          {teams.map((team) => (
            <li key={team.id} className="py-2 first:pt-0 last:pb-0">
              {team.id === renamedId ? (
                <NameForm label={`New name of ${team.name}`} initial={team.name} button="Rename" busy={deeds.busy} cancel={stopRenaming} send={(name) => void rename({ run: () => requestChange('PATCH', `/api/v1/teams/${team.id}`, { name }), done: `The team is called “${name}” now.` })} />
              ) : (
                <TeamLine team={team} hasFocus={team.id === backId} rename={() => setRenamedId(team.id)} />
              )}
            </li>
          ))}
        </ul>
        <NameForm key={teams.length} label="Name of a new team" initial="" button="Make a team" busy={deeds.busy} send={(name) => void deeds.perform({ run: () => requestChange('POST', '/api/v1/teams', { name }), done: `The team “${name}” is made. Invite somebody, or put somebody into it.` })} />
      </CardBody>
    </Card>
  )
}

const counted = (count: number, one: string, many: string): string => `${count.toLocaleString('en')} ${count === 1 ? one : many}`

function TeamLine({ team: { name, members, leads, predictions }, hasFocus, rename }: { team: TeamView; hasFocus: boolean; rename: () => void }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
      <span className="min-w-0 wrap-anywhere">
        <span className="flex flex-wrap items-center gap-2 font-medium">
          {name}
          {leads === 0 && <Badge tone="warn">no lead</Badge>}
        </span>
        <span className="block text-xs text-muted">
          {counted(members, 'member', 'members')}, {counted(predictions, 'prediction', 'predictions')}
        </span>
      </span>
      <Button tone="quiet" size="small" autoFocus={hasFocus} onClick={rename} aria-label={`Rename ${name}`}>
        Rename
      </Button>
    </div>
  )
}

type NameFormProps = { label: string; initial: string; button: string; busy: boolean; send: (name: string) => void; /** Where there is something to go back to; Escape does it too. */ cancel?: () => void }

function NameForm({ label, initial, button, busy, send, cancel }: NameFormProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    send(String(new FormData(event.currentTarget).get('name') ?? ''))
  }
  return (
    <form method="post" onSubmit={submit} onKeyDown={({ key }) => key === 'Escape' && cancel?.()} className="flex flex-wrap gap-2">
      <Input name="name" autoFocus={cancel !== undefined} aria-label={label} placeholder={label} defaultValue={initial} required maxLength={80} className="min-w-0 grow basis-40" />
      <SubmitButton busy={busy}>
        {button}
      </SubmitButton>
      {cancel !== undefined && (
        <Button tone="quiet" onClick={cancel}>
          Cancel
        </Button>
      )}
    </form>
  )
}
