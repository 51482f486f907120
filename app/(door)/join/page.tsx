// Where the link of an invitation leads. The token stands behind the #, so only the browser reads it.
import type { Metadata } from 'next'
import { JoinPanel } from '@/components/door/join-panel'
import { demandDoorHost } from '@/lib/door/page-actor'

export const metadata: Metadata = { title: 'Join a team' }

export default async function JoinPage() {
  await demandDoorHost()
  return (
    <div className="flex flex-col gap-5">
      <h1 className="text-2xl font-semibold">Join a team</h1>
      <JoinPanel />
    </div>
  )
}
