// Where the link for a new password leads. The token stands behind the #, so only the browser reads it.
import type { Metadata } from 'next'
import { ResetPanel } from '@/components/door/reset-panel'
import { demandDoorHost } from '@/lib/door/page-actor'

export const metadata: Metadata = { title: 'A new password' }

export default async function ResetPage() {
  await demandDoorHost()
  return (
    <div className="flex flex-col gap-5">
      <h1 className="text-2xl font-semibold">A new password</h1>
      <p className="text-sm text-muted">Everywhere else you are signed out by it. Your API keys are revoked, and invitations and password links that you made open nothing any more.</p>
      <ResetPanel />
    </div>
  )
}
