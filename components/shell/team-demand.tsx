'use client'
// Whoever belongs to no team reads why there is nothing and whom to ask; their own account is open to them all the same.
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { buttonLook } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'
import { useSession } from './session'

/** What shows nothing of any team. */
const OWN_PAGES = ['/account', '/account/keys']

export function TeamDemand({ children }: { children: ReactNode }) {
  const path = usePathname()
  const { team } = useSession()
  return team === null && !OWN_PAGES.includes(path) ? <NoTeam /> : children
}

function NoTeam() {
  return (
    <EmptyState
      heading="h1"
      title="You belong to no team"
      actions={
        <Link href="/account" className={buttonLook()}>
          Your account
        </Link>
      }
    >
      Predictions belong to teams. Ask the lead of a team for an invitation, or an admin to put you into one; then load this page again.
    </EmptyState>
  )
}
