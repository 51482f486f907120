// The builder page: `?example=` opens an example, `?from=` clones a prediction, with other options where `&change=` names them.
import type { Metadata } from 'next'
import { Builder } from '@/components/builder/builder'
import type { DraftSource } from '@/components/builder/use-source'
import { mostTokens } from '@/lib/compute/deployment'
import { pageActorOrNotFound } from '@/lib/door/page-actor'
import { changesIn } from '@/lib/predictions/option-changes'
import { wherePredictionsRun } from '@/lib/predictions/where-they-run'
import { currentSettings } from '@/lib/settings/service'

export const metadata: Metadata = { title: 'New prediction' }

type Search = Promise<{ [name: string]: string | string[] | undefined }>

function sourceOf({ example, from, change }: Awaited<Search>): DraftSource | null {
  if (typeof example === 'string') return { kind: 'example', id: example }
  const changes = typeof change === 'string' ? changesIn(change) : null
  return typeof from === 'string' ? { kind: 'prediction', id: from, changes: changes ?? {} } : null
}

export default async function NewPredictionPage({ searchParams }: { searchParams: Search }) {
  await pageActorOrNotFound('predictions:submit')
  const source = sourceOf(await searchParams)
  const settings = await currentSettings()
  return (
    <>
      <h1 className="mb-4 text-2xl font-semibold">New prediction</h1>
      <Builder where={await wherePredictionsRun()} maxTokens={mostTokens(settings)} pricePerGpuSecond={settings.pricePerGpuSecond} msa={settings.msa} source={source} />
    </>
  )
}
