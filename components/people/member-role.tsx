'use client'
// A person's role in one team, to be changed, and taking somebody out of it; both are asked about first, since either signs the person out.
import { requestChange } from '@/lib/predictions/client-request'
import type { TeamRole } from '@/lib/access/permissions'
import { RoleSelect, ROLE_WORDS } from './role-select'
import type { Deeds, Question } from './use-deeds'

type Somebody = { name: string }

export const removal = ({ name }: Somebody, teamName: string, url: string): Question => ({
  title: `Remove ${name} from “${teamName}”?`,
  words: `${name} is signed out at once, and their API keys for this team open nothing any more. What they made stays with the team.`,
  confirm: 'Remove',
  keep: 'Keep',
  danger: true,
  run: () => requestChange('DELETE', url),
  done: `${name} is no longer in “${teamName}”.`,
})

type MemberRoleProps = { person: Somebody; role: TeamRole; teamName: string; /** Where the change goes, by PATCH. */ url: string; deeds: Deeds }

export function MemberRole({ person: { name }, role, teamName, url, deeds }: MemberRoleProps) {
  const choose = (next: TeamRole) =>
    deeds.ask({
      title: `Make ${name} ${next} of “${teamName}”?`,
      words: `${name} is ${role} now. As ${next} they may do other things: a ${next} ${ROLE_WORDS[next]}. They are signed out at once, and sign in again.`,
      confirm: `Make ${next}`,
      keep: `Leave ${role}`,
      run: () => requestChange('PATCH', url, { role: next }),
      done: `${name} is ${next} of “${teamName}” now.`,
    })
  return <RoleSelect aria-label={`Role of ${name} in ${teamName}`} className="w-28" value={role} choose={choose} disabled={deeds.busy} />
}
