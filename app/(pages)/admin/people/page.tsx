// Everybody of the installation, its teams, and who is invited into them.
import type { Metadata } from 'next'
import { InvitationList } from '@/components/people/invitation-list'
import { InviteForm } from '@/components/people/invite-form'
import { PeopleTable } from '@/components/people/people-table'
import { TeamsCard } from '@/components/people/teams-card'
import { Card, CardBody, CardHead } from '@/components/ui/card'
import { isSetUp } from '@/lib/auth/set-up-store'
import { pageActorOrNotFound } from '@/lib/door/page-actor'
import { isMailSet } from '@/lib/mail/send'
import { listAllInvitations } from '@/lib/people/invitations'
import { listPeople } from '@/lib/people/people'
import { listTeams } from '@/lib/people/teams'

export const metadata: Metadata = { title: 'People' }

export default async function PeoplePage() {
  await pageActorOrNotFound('people:manage')
  const [people, teams, invitations, ready] = await Promise.all([listPeople(), listTeams(), listAllInvitations(), isSetUp()])
  return (
    <>
      <div className="mb-4 flex flex-col gap-1">
        <h1 className="text-2xl font-semibold">People</h1>
        <p className="max-w-3xl text-sm text-muted">Everybody who has or had an account. Whoever is changed is signed out at once; what they made stays with its team.</p>
      </div>
      <div className="grid items-start gap-6 lg:grid-cols-[1fr_24rem]">
        <PeopleTable people={people} teams={teams} />
        <div className="flex flex-col gap-6">
          <TeamsCard teams={teams} />
          <Card aria-labelledby="invite-title">
            <CardHead id="invite-title" title="Invite somebody" />
            <CardBody>{ready ? <InviteForm teams={teams} sendsMail={isMailSet()} /> : <p className="text-sm text-muted">This is the demo. Set the installation up first; then people of your own can be invited.</p>}</CardBody>
          </Card>
          <Card aria-labelledby="open-title">
            <CardHead id="open-title" title="Open invitations" />
            <CardBody>
              <InvitationList invitations={invitations} showsTeam />
            </CardBody>
          </Card>
        </div>
      </div>
    </>
  )
}
