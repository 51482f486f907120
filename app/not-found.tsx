// The page for an address that is nothing here. Whoever is not signed in sees it too, so it says nothing else.
import type { Metadata } from 'next'
import Link from 'next/link'
import { buttonLook } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'

export const metadata: Metadata = { title: 'Not found' }

export default function NotFound() {
  return (
    <main>
      <EmptyState heading="h1" title="There is nothing at this address" actions={<Link href="/" className={buttonLook('primary')}>To the predictions</Link>}>
        The address may be mistyped, or what it named may be gone.
      </EmptyState>
    </main>
  )
}
