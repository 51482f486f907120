// One prediction, first painted by the server. Strangers and unknown ids see the page of what does not exist.
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { PredictionScreen } from '@/components/predictions/prediction-screen'
import { TitleFocus } from '@/components/shell/title-focus'
import { pageTitle } from '@/components/predictions/status-words'
import { pageActor } from '@/lib/door/page-actor'
import { Problem } from '@/lib/errors'
import { viewPrediction } from '@/lib/predictions/service'

type Props = { params: Promise<{ id: string }> }

/** Read once per request, for the title and for the page. */
const viewOrNotFound = cache(async (id: string) => {
  const actor = await pageActor()
  try {
    return await viewPrediction(actor, id)
  } catch (error) {
    if (error instanceof Problem && error.code === 'NOT_FOUND') notFound()
    throw error
  }
})

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: pageTitle(await viewOrNotFound((await params).id)) }
}

export default async function PredictionPage({ params }: Props) {
  const view = await viewOrNotFound((await params).id)
  return (
    <>
      <PredictionScreen key={view.id} id={view.id} rendered={view} />
      <TitleFocus />
    </>
  )
}
