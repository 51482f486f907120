// The page for an address that is nothing here, or nothing the reader may see: both read alike.
import type { Metadata } from 'next'
import Link from 'next/link'
import { buttonLook } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'

export const metadata: Metadata = { title: 'Not found' }

export default function NotFound() {
  return (
    <EmptyState
      heading="h1"
      title="There is nothing at this address"
      actions={
        <Link href="/" className={buttonLook('primary')}>
          To the predictions
        </Link>
      }
    >
      What it named may have been deleted or belong to another team, the page may not be for your role, or the address may be mistyped.
    </EmptyState>
  )
}
