// How the installation does: whether work is looked at in time, endpoints over a week, what failed, what runs and the room that it takes.
import type { Metadata } from 'next'
import { SystemPanel } from '@/components/admin/system-panel'
import { pageActorOrNotFound } from '@/lib/door/page-actor'
import { viewSystem } from '@/lib/system/service'

export const metadata: Metadata = { title: 'System' }

export default async function SystemPage() {
  const actor = await pageActorOrNotFound('system:read')
  return (
    <>
      <div className="mb-4 flex flex-col gap-1">
        <h1 className="text-2xl font-semibold">System</h1>
        <p className="max-w-3xl text-sm text-muted">How the whole installation does, over all teams. It is read again every 15 seconds while you look at it, calls no endpoint and costs nothing.</p>
      </div>
      <SystemPanel first={await viewSystem(actor, '24h')} />
    </>
  )
}
