// The admin's page: where predictions run, with which key and within which limits.
import type { Metadata } from 'next'
import { ConformancePanel } from '@/components/admin/conformance-panel'
import { SettingsForm } from '@/components/admin/settings-form'
import { listChecks } from '@/lib/conformance/service'
import { pageActorOrNotFound } from '@/lib/door/page-actor'
import { wherePredictionsRun } from '@/lib/predictions/where-they-run'
import { viewSettings } from '@/lib/settings/service'

export const metadata: Metadata = { title: 'Settings' }

export default async function SettingsPage() {
  const actor = await pageActorOrNotFound('settings:read')
  const [settings, checks, where] = await Promise.all([viewSettings(), listChecks(actor), wherePredictionsRun()])
  return (
    <>
      <div className="mb-4 flex flex-col gap-1">
        <h1 className="text-2xl font-semibold">Settings</h1>
        <p className="max-w-3xl text-sm text-muted">
          They count from the moment you save, for every server and reconciler of this database. What runs already keeps its endpoint and its limits. What the environment of the server sets is shown, and can be changed there alone.
        </p>
      </div>
      <SettingsForm first={settings} />
      <div className="mt-8">
        <ConformancePanel first={checks} where={where} />
      </div>
    </>
  )
}
