'use client'
// Who is signed in, for whatever in a page depends on it. What it allows is decided on the server; this only spares people buttons that would be refused.
import { createContext, use, useEffect, type ReactNode } from 'react'
import type { Permission } from '@/lib/access/permissions'
import { nameShownTeam } from '@/lib/predictions/client-request'
import type { SessionView } from '@/lib/teams/schema'

const Session = createContext<SessionView | null>(null)

export function SessionProvider({ session, children }: { session: SessionView; children: ReactNode }) {
  const shown = session.team?.id ?? null
  useEffect(() => {
    nameShownTeam(shown)
    return () => nameShownTeam(null)
  }, [shown])
  return <Session value={session}>{children}</Session>
}

export function useSession(): SessionView {
  const session = use(Session)
  if (session === null) throw new Error('This part of a page stands outside the frame of a signed-in person.')
  return session
}

export const useMay = (permission: Permission): boolean => useSession().permissions.includes(permission)
