// The team whose work is shown: who is in it, and for those who manage it, who is invited.
import type { Metadata } from 'next'
import { InvitationList } from '@/components/people/invitation-list'
import { InviteForm } from '@/components/people/invite-form'
import { MemberTable } from '@/components/people/member-table'
import { Card, CardBody, CardHead } from '@/components/ui/card'
import { may, type Actor } from '@/lib/access/actor'
import { isSetUp } from '@/lib/auth/set-up-store'
import { viewSession } from '@/lib/auth/service'
import { demandPageIdentity, pageActor } from '@/lib/door/page-actor'
import { isMailSet } from '@/lib/mail/send'
import { listInvitations } from '@/lib/people/invitations'
import { listMembers } from '@/lib/people/members'
import type { TeamChoice } from '@/lib/teams/schema'

export const metadata: Metadata = { title: 'Team' }

async function Invitations({ actor, team }: { actor: Actor; team: TeamChoice }) {
  const [invitations, ready] = await Promise.all([listInvitations(actor), isSetUp()])
  return (
    <div className="flex flex-col gap-6">
      <Card aria-labelledby="invite-title">
        <CardHead id="invite-title" title="Invite somebody" />
        <CardBody>{ready ? <InviteForm teams={[team]} sendsMail={isMailSet()} /> : <p className="text-sm text-muted">This is the demo. Set the installation up first; then people of your own can be invited.</p>}</CardBody>
      </Card>
      <Card aria-labelledby="open-title">
        <CardHead id="open-title" title="Open invitations" />
        <CardBody>
          <InvitationList invitations={invitations} />
        </CardBody>
      </Card>
    </div>
  )
}

export default async function TeamPage() {
  const actor = await pageActor('members:read')
  const [members, { team }] = await Promise.all([listMembers(actor), demandPageIdentity().then(viewSession)])
  if (team === null) return null
  return (
    <>
      <div className="mb-4 flex flex-col gap-1">
        <h1 className="text-2xl font-semibold wrap-anywhere">{team.name}</h1>
        <p className="max-w-3xl text-sm text-muted">Everybody in a team sees its predictions. Viewers read; scientists build and submit; leads also change what others made, and decide who is in the team.</p>
      </div>
      <div className="grid items-start gap-6 lg:grid-cols-[1fr_24rem]">
        <MemberTable members={members} teamName={team.name} />
        {may(actor, 'members:manage') && <Invitations actor={actor} team={team} />}
      </div>
    </>
  )
}
