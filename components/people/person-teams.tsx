'use client'
// The teams of one person, for an admin: role in each, out of it, and into another.
import { UserMinus } from 'lucide-react'
import { useState } from 'react'
import { Button, IconButton } from '@/components/ui/button'
import { Select } from '@/components/ui/input'
import type { TeamRole } from '@/lib/access/permissions'
import type { PersonView, TeamView } from '@/lib/people/schema'
import { requestChange } from '@/lib/predictions/client-request'
import { MemberRole, removal } from './member-role'
import { RoleSelect } from './role-select'
import type { Deeds } from './use-deeds'

const urlOf = (teamId: string, personId: string): string => `/api/v1/teams/${teamId}/members/${personId}`

export function PersonTeams({ person, teams, deeds }: { person: PersonView; teams: readonly TeamView[]; deeds: Deeds }) {
  const others = teams.filter(({ id }) => !person.teams.some((own) => own.id === id))
  return (
    <>
      {person.teams.length === 0 && <p className="text-muted">In no team.</p>}
      <ul aria-label={`Teams of ${person.name}`} className="flex flex-col gap-1.5 empty:hidden">
        {person.teams.map(({ id, name, role }) => (
          <li key={id} className="flex items-center gap-2">
            <span className="min-w-0 grow wrap-anywhere">{name}</span>
            <MemberRole person={person} role={role} teamName={name} url={urlOf(id, person.id)} deeds={deeds} />
            <IconButton label={`Remove ${person.name} from ${name}`} disabled={deeds.busy} onClick={() => deeds.ask(removal(person, name, urlOf(id, person.id)))}>
              <UserMinus aria-hidden className="size-4" />
            </IconButton>
          </li>
        ))}
      </ul>
      {others.length > 0 && <PutIn key={others.length} person={person} teams={others} deeds={deeds} />}
    </>
  )
}

function PutIn({ person, teams, deeds }: { person: PersonView; teams: readonly TeamView[]; deeds: Deeds }) {
  const [teamId, setTeamId] = useState(teams[0]?.id ?? '')
  const [role, setRole] = useState<TeamRole>('scientist')
  const team = teams.find(({ id }) => id === teamId)
  const put = () => deeds.perform({ run: () => requestChange('PUT', urlOf(teamId, person.id), { role }), done: `${person.name} is ${role} of “${team?.name ?? ''}” now.` })
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select aria-label="Another team" className="min-w-0 grow basis-40" value={teamId} onChange={({ target }) => setTeamId(target.value)}>
        {teams.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <RoleSelect aria-label="Role there" className="w-28" value={role} choose={setRole} />
      <Button busy={deeds.busy} onClick={() => void put()}>
        Put in
      </Button>
    </div>
  )
}
