'use client'
// A role in a team, chosen from the three, with what it may do.
import type { ComponentProps } from 'react'
import { Select } from '@/components/ui/input'
import { isTeamRole, TEAM_ROLES, type TeamRole } from '@/lib/access/permissions'

export const ROLE_WORDS: Readonly<Record<TeamRole, string>> = {
  viewer: 'sees what the team has',
  scientist: 'also builds, submits and changes their own',
  lead: "also changes everybody's, and manages the members",
}

type RoleSelectProps = Omit<ComponentProps<'select'>, 'value' | 'onChange'> & { value: TeamRole; choose: (role: TeamRole) => void }

export function RoleSelect({ value, choose, ...rest }: RoleSelectProps) {
  return (
    <Select {...rest} value={value} onChange={({ target }) => isTeamRole(target.value) && choose(target.value)}>
      {TEAM_ROLES.map((role) => (
        <option key={role}>{role}</option>
      ))}
    </Select>
  )
}
