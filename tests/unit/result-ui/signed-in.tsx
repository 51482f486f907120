// Components as somebody sees them who may do everything, unless told otherwise.
import type { ReactNode } from 'react'
import { SessionProvider } from '@/components/shell/session'
import { permissionsOf, type Role } from '@/lib/access/permissions'
import type { SessionView } from '@/lib/teams/schema'

const ONE: SessionView['team'] = { id: 'team_one', name: 'One', role: 'lead' }

export function SignedIn({ roles = ['lead', 'admin'], team = ONE, name = 'Me', children }: { roles?: Role[]; team?: SessionView['team']; name?: string; children: ReactNode }) {
  const session: SessionView = {
    person: { id: 'person_me', name, email: 'me@example.org', isAdmin: roles.includes('admin'), isDemo: false },
    team, teams: [], roles, permissions: [...permissionsOf(roles, null)], via: 'session',
  }
  return <SessionProvider session={session}>{children}</SessionProvider>
}
