'use client'
// Invitations that are open, and taking them back.
import { Button } from '@/components/ui/button'
import { formatInstant } from '@/components/predictions/durations'
import type { InvitationView } from '@/lib/people/schema'
import { requestChange } from '@/lib/predictions/client-request'
import { useDeeds, type Question } from './use-deeds'

const whom = ({ email }: InvitationView): string => email ?? 'Whoever has the link'

const takingBack = (invitation: InvitationView): Question => ({
  title: 'Take the invitation back?',
  words: `${whom(invitation)} can then no longer join “${invitation.team.name}” with this link.`,
  confirm: 'Take back',
  keep: 'Leave open',
  danger: true,
  run: () => requestChange('DELETE', `/api/v1/team/invitations/${invitation.id}`),
  done: 'The invitation is taken back.',
})

export function InvitationList({ invitations, showsTeam = false }: { invitations: readonly InvitationView[]; showsTeam?: boolean }) {
  const deeds = useDeeds()
  return (
    <div className="flex flex-col gap-3">
      {deeds.refusal}
      {deeds.dialog}
      {invitations.length === 0 && <p className="text-sm text-muted">None is open.</p>}
      <ul aria-label="Open invitations" className="divide-y divide-line text-sm empty:hidden">
        {invitations.map((invitation) => (
          <li key={invitation.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2 first:pt-0 last:pb-0">
            <span className="min-w-0 wrap-anywhere">
              <span className="font-medium">{whom(invitation)}</span>
              {`, as ${invitation.role}${showsTeam ? ` of “${invitation.team.name}”` : ''}`}
              <span className="block text-xs text-muted">
                by {invitation.invitedBy}, until {formatInstant(invitation.expiresAt)}
              </span>
            </span>
            <Button tone="quiet" size="small" disabled={deeds.busy} onClick={() => deeds.ask(takingBack(invitation))}>
              Take back
            </Button>
          </li>
        ))}
      </ul>
    </div>
  )
}
