// Teams and who is in them, as the API shows and takes them. Pure.
import { z } from 'zod'
import { PERMISSIONS, ROLES, TEAM_ROLES } from '@/lib/access/permissions'

/** Names stand in letters and lists: one line, nothing that cannot be seen. */
const name = (missing: string) => z.string().trim().min(1, missing).max(80, 'A name of at most 80 characters, please.').regex(/^[^\p{Cc}\p{Surrogate}]*$/u, 'Leave out characters that cannot be seen.')

export const TeamName = name('Give the team a name.')
export const PersonName = name('Give a name.')

export const TeamChoice = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(TEAM_ROLES).nullable().describe('null: an admin who is not a member, and reads only'),
})
export type TeamChoice = z.infer<typeof TeamChoice>

export const SessionView = z.object({
  person: z.object({ id: z.string(), name: z.string(), email: z.string(), isAdmin: z.boolean(), isDemo: z.boolean() }),
  team: TeamChoice.nullable().describe('The team whose work is shown; null for somebody who belongs to none'),
  teams: z.array(TeamChoice),
  roles: z.array(z.enum(ROLES)),
  permissions: z.array(z.enum(PERMISSIONS)).describe('What may be done with this session or key in this team'),
  via: z.enum(['session', 'key']),
})
export type SessionView = z.infer<typeof SessionView>
