'use client'
// Inviting somebody: as what, and whether for one address or for whoever has the link.
import { useRouter } from 'next/navigation'
import { useState, type FormEvent } from 'react'
import { Field } from '@/components/ui/field'
import { Input, Select } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import { SubmitButton } from '@/components/ui/submit-button'
import type { TeamRole } from '@/lib/access/permissions'
import type { MadeInvitation } from '@/lib/people/schema'
import { problemWords, requestAnswer, RequestProblem } from '@/lib/predictions/client-request'
import { HandedOut } from './handed-out'
import { RoleSelect, ROLE_WORDS } from './role-select'

type Choice = { id: string; name: string }
type Outcome = { kind: 'idle' | 'busy' } | { kind: 'made'; made: MadeInvitation } | { kind: 'refused'; thrown: unknown }

/** @param teams the teams to choose from; with one, there is nothing to choose */
export function InviteForm({ teams, sendsMail }: { teams: readonly Choice[]; sendsMail: boolean }) {
  const router = useRouter()
  const [role, setRole] = useState<TeamRole>('scientist')
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'idle' })
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const typed = new FormData(form)
    const email = String(typed.get('email') ?? '').trim()
    setOutcome({ kind: 'busy' })
    try {
      const made = await requestAnswer<MadeInvitation>('/api/v1/team/invitations', { role, teamId: typed.get('teamId') ?? teams[0]?.id, ...(email !== '' && { email }) })
      // The team and the role stay: the next one is often for the same.
      const address = form.elements.namedItem('email')
      if (address instanceof HTMLInputElement) address.value = ''
      setOutcome({ kind: 'made', made })
      router.refresh()
    } catch (thrown) {
      setOutcome({ kind: 'refused', thrown })
    }
  }
  const complaints = outcome.kind === 'refused' && outcome.thrown instanceof RequestProblem ? outcome.thrown.complaints.filter(({ at }) => at === 'email').map(({ message }) => message) : []
  return (
    <form method="post" onSubmit={(event) => void send(event)} className="flex flex-col gap-4">
      {outcome.kind === 'made' && <HandedOut made={outcome.made} what="The invitation" />}
      {outcome.kind === 'refused' && complaints.length === 0 && <Notice tone="bad" live="assertive" title={problemWords(outcome.thrown)} />}
      {teams.length > 1 && (
        <Field label="Team">
          {(control) => (
            <Select {...control} name="teamId">
              {teams.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      <Field label="Role" hint={`A ${role} ${ROLE_WORDS[role]}.`}>
        {(control) => <RoleSelect {...control} value={role} choose={setRole} />}
      </Field>
      <Field label="E-mail address" aside="optional" hint={`Then only this address can accept${sendsMail ? ', and the link is sent there' : ''}. Left empty: whoever has the link can, once.`} complaints={complaints}>
        {(control) => <Input {...control} name="email" type="email" autoComplete="off" spellCheck={false} />}
      </Field>
      <SubmitButton tone="primary" busy={outcome.kind === 'busy'} className="self-start">
        Invite
      </SubmitButton>
    </form>
  )
}
