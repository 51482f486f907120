// Refuses what a page would change in another team than the one it shows, because the team was chosen anew in another tab meanwhile. Pure.
import type { Actor } from '@/lib/access/actor'
import type { Permission } from '@/lib/access/permissions'
import { Problem } from '@/lib/errors'
import { TEAM_HEADER } from '@/lib/shown-team'

/** Choosing the team, and signing out. */
const SESSION_PATH = '/api/v1/session'

/** Accounts and teams of the installation are the same from every team. */
const OF_NO_TEAM: readonly Permission[] = ['people:manage', 'people:resetPassword']

/** @throws Problem TEAM_CHANGED */
export function demandShownTeam(request: Request, { credential, teamId }: Actor, permission: Permission): void {
  const shown = request.headers.get(TEAM_HEADER)
  if (shown === null || shown === teamId || credential.kind !== 'session') return
  if (OF_NO_TEAM.includes(permission) || new URL(request.url).pathname === SESSION_PATH) return
  throw new Problem('TEAM_CHANGED', 'This page shows another team than the one that is chosen now. Load it again; nothing was changed. A complex in the builder is kept for the team that it was built in.')
}
