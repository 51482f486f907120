'use client'
// One person: teams and roles, admin or not, the account, and a link for a new password.
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Notice } from '@/components/ui/notice'
import type { HandedOutLink } from '@/lib/auth/schema'
import type { PersonView, TeamView } from '@/lib/people/schema'
import { problemWords, requestAnswer, requestChange } from '@/lib/predictions/client-request'
import { HandedOut } from './handed-out'
import { PersonTeams } from './person-teams'
import { useDeeds, type Deeds, type Question } from './use-deeds'

export function PersonDialog({ person, teams, close }: { person: PersonView; teams: readonly TeamView[]; close: () => void }) {
  const deeds = useDeeds()
  return (
    <Dialog open onOpenChange={(open) => !open && close()} title={person.name} description={person.email} width="wide">
      {deeds.refusal}
      {deeds.dialog}
      <Part title="Teams">
        <PersonTeams person={person} teams={teams} deeds={deeds} />
      </Part>
      <Part title="Installation">
        <AdminPart person={person} deeds={deeds} />
      </Part>
      <Part title="Account">
        <AccountPart person={person} deeds={deeds} />
      </Part>
      {person.disabledAt === null && (
        <Part title="Password">
          <PasswordPart person={person} />
        </Part>
      )}
    </Dialog>
  )
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="flex flex-col gap-2 border-t border-line pt-3 first-of-type:border-0">
      <h3 className="text-sm font-semibold">{title}</h3>
      {children}
    </section>
  )
}

/** What stands there now, and the button that changes it. */
function Line({ words, button, deeds, question }: { words: string; button: string; deeds: Deeds; question: Question }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <span className="min-w-0 text-muted">{words}</span>
      <Button size="small" tone={question.danger === true ? 'danger' : 'secondary'} disabled={deeds.busy} onClick={() => deeds.ask(question)}>
        {button}
      </Button>
    </div>
  )
}

function AdminPart({ person: { id, name, isAdmin }, deeds }: { person: PersonView; deeds: Deeds }) {
  const change = (next: boolean, question: Omit<Question, 'run' | 'keep'>): Question => ({ ...question, keep: 'Leave it', run: () => requestChange('PATCH', `/api/v1/people/${id}`, { isAdmin: next }) })
  return isAdmin ? (
    <Line
      words="An admin: changes settings, manages people, reads all teams and the audit."
      button="Take admin away"
      deeds={deeds}
      question={change(false, { title: `Take the rights of an admin away from ${name}?`, words: 'Roles in teams stay. They are signed out at once; invitations and links that they made are taken back.', confirm: 'Take away', danger: true, done: `${name} is no longer an admin.` })}
    />
  ) : (
    <Line
      words="Not an admin."
      button="Make admin"
      deeds={deeds}
      question={change(true, { title: `Make ${name} an admin?`, words: 'An admin changes settings, manages people, and reads all teams and the audit. They are signed out at once, and sign in again.', confirm: 'Make admin', done: `${name} is an admin now.` })}
    />
  )
}

function AccountPart({ person: { id, name, disabledAt }, deeds }: { person: PersonView; deeds: Deeds }) {
  const change = (isDisabled: boolean, question: Omit<Question, 'run' | 'keep'>): Question => ({ ...question, keep: 'Leave it', run: () => requestChange('PATCH', `/api/v1/people/${id}`, { isDisabled }) })
  return disabledAt === null ? (
    <Line
      words="Can sign in."
      button="Disable"
      deeds={deeds}
      question={change(true, { title: `Disable ${name}?`, words: 'They are signed out at once and cannot sign in, and their API keys are revoked. What they made stays. The account can be enabled again, the keys not.', confirm: 'Disable', danger: true, done: `${name} is disabled.` })}
    />
  ) : (
    <Line
      words="Disabled: cannot sign in."
      button="Enable"
      deeds={deeds}
      question={change(false, { title: `Enable ${name}?`, words: 'They can sign in again, with the roles that stand above. API keys stay revoked.', confirm: 'Enable', done: `${name} can sign in again.` })}
    />
  )
}

type LinkState = { kind: 'none' | 'busy' } | { kind: 'made'; made: HandedOutLink } | { kind: 'refused'; words: string }

function PasswordPart({ person: { id, name } }: { person: PersonView }) {
  const [state, setState] = useState<LinkState>({ kind: 'none' })
  const make = () => {
    setState({ kind: 'busy' })
    requestAnswer<HandedOutLink>(`/api/v1/people/${id}/reset`, {})
      .then((made) => setState({ kind: 'made', made }))
      .catch((thrown: unknown) => setState({ kind: 'refused', words: problemWords(thrown) }))
  }
  return (
    <>
      {state.kind === 'made' && <HandedOut made={state.made} what="The link for a new password" />}
      {state.kind === 'refused' && <Notice tone="bad" live="assertive" title={state.words} />}
      <div className="flex flex-wrap items-center justify-between gap-3">
        <span className="min-w-0 text-muted">A link works once, for a day. With it {name} sets a new password and is signed out everywhere else.</span>
        <Button size="small" busy={state.kind === 'busy'} onClick={make}>
          Make a link
        </Button>
      </div>
    </>
  )
}
