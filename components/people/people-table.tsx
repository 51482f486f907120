'use client'
// Everybody who has or had an account, and the way to what can be done about each.
import { useState } from 'react'
import { Moment } from '@/components/admin/moment'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Cell, HeadCell, RowHead, Table } from '@/components/ui/table'
import type { PersonView, TeamView } from '@/lib/people/schema'
import { PersonDialog } from './person-dialog'

export function PeopleTable({ people, teams }: { people: readonly PersonView[]; teams: readonly TeamView[] }) {
  const [openId, setOpenId] = useState<string | null>(null)
  const open = people.find(({ id }) => id === openId)
  return (
    <>
      {open !== undefined && <PersonDialog key={open.id} person={open} teams={teams} close={() => setOpenId(null)} />}
      <div className="overflow-hidden rounded-lg border border-line bg-surface">
        <Table label="People">
          <thead className="max-md:sr-only">
            <tr>
              <HeadCell>Person</HeadCell>
              <HeadCell>Teams</HeadCell>
              <HeadCell>Last seen</HeadCell>
              <HeadCell>
                <span className="sr-only">Change</span>
              </HeadCell>
            </tr>
          </thead>
          <tbody>
            {people.map((person) => (
              <tr key={person.id} data-person={person.id}>
                <RowHead className="w-full min-w-0 wrap-anywhere md:w-2/5 md:min-w-56">
                  <Name person={person} />
                  <span className="mt-1 block text-xs font-normal text-muted md:hidden">
                    {teamsWords(person)} · <LastSeen person={person} />
                  </span>
                </RowHead>
                <Cell className="wrap-anywhere max-md:hidden">{teamsWords(person)}</Cell>
                <Cell className="text-xs whitespace-nowrap text-muted max-md:hidden">
                  <LastSeen person={person} />
                </Cell>
                <Cell>
                  {!person.isDemo && (
                    <Button size="small" onClick={() => setOpenId(person.id)} aria-label={`Change ${person.name}`}>
                      Change
                    </Button>
                  )}
                </Cell>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
    </>
  )
}

const teamsWords = ({ teams }: PersonView): string => (teams.length === 0 ? 'no team' : teams.map(({ name, role }) => `${name} (${role})`).join(', '))

function LastSeen({ person: { lastSeenAt } }: { person: PersonView }) {
  return lastSeenAt === null ? 'never seen' : <Moment at={lastSeenAt} />
}

function Name({ person: { name, email, isAdmin, isDemo, disabledAt } }: { person: PersonView }) {
  return (
    <>
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        {name}
        {isAdmin && <Badge tone="accent">admin</Badge>}
        {isDemo && <Badge>demo</Badge>}
        {disabledAt !== null && <Badge tone="warn">disabled</Badge>}
      </span>
      {!isDemo && <span className="block text-xs font-normal text-muted">{email}</span>}
    </>
  )
}
