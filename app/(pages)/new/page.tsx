// The builder page: `?example=` opens an example, `?from=` clones a prediction.
import type { Metadata } from 'next'
import { Builder } from '@/components/builder/builder'
import type { DraftSource } from '@/components/builder/use-source'
import { mostTokens } from '@/lib/compute/deployment'
import { pageActor } from '@/lib/door/page-actor'
import { wherePredictionsRun } from '@/lib/predictions/where-they-run'

export const metadata: Metadata = { title: 'New prediction' }

type Search = Promise<{ [name: string]: string | string[] | undefined }>

function sourceOf(example: string | string[] | undefined, from: string | string[] | undefined): DraftSource | null {
  if (typeof example === 'string') return { kind: 'example', id: example }
  return typeof from === 'string' ? { kind: 'prediction', id: from } : null
}

export default async function NewPredictionPage({ searchParams }: { searchParams: Search }) {
  await pageActor('predictions:submit')
  const { example, from } = await searchParams
  return (
    <>
      <h1 className="mb-4 text-2xl font-semibold">New prediction</h1>
      <Builder where={await wherePredictionsRun()} maxTokens={mostTokens()} source={sourceOf(example, from)} />
    </>
  )
}
