'use client'
// A draft that the address asks for: an example, or a prediction to clone. A draft that is not blank is replaced only after asking.
import { useEffect, useRef, useState } from 'react'
import { MINUTE } from '@/lib/clock'
import { EXAMPLES, type Example } from '@/lib/complexes/examples'
import type { FrozenOptions } from '@/lib/compute/options'
import { predictionUrl } from '@/lib/predictions/client-queries'
import { problemWords, requestJson } from '@/lib/predictions/client-request'
import type { OptionChanges } from '@/lib/predictions/option-changes'
import type { PredictionView } from '@/lib/predictions/schema'
import { showToast } from '@/components/ui/toast'
import { isBlank, type Draft, type DraftOptions } from './draft'
import { draftOf, draftOptionsOf } from './draft-complex'

/** Longer than any answer of our own server should take. */
const ANSWER_WITHIN_MS = 20_000

export type DraftSource = { kind: 'example'; id: string } | { kind: 'prediction'; id: string; changes: OptionChanges }
export type Offer = { draft: Draft; title: string }

export const exampleOffer = ({ title, complex, options }: Example): Offer => ({ draft: draftOf(complex, title, draftOptionsOf(options ?? {})), title })

/** A time limit is cloned only where it is changed: else each run has its own. */
function changedOptions(options: FrozenOptions, changes: OptionChanges): DraftOptions {
  const limitMs = changes.executionTimeoutMs
  return { ...draftOptionsOf({ ...options, ...changes }), ...(limitMs !== undefined && { timeLimitMinutes: String(Math.round(limitMs / MINUTE)) }) }
}

async function readSource(source: DraftSource): Promise<Offer> {
  if (source.kind === 'prediction') {
    const view = await requestJson<PredictionView>(predictionUrl(source.id), AbortSignal.timeout(ANSWER_WITHIN_MS))
    return { draft: draftOf(view.complex, view.name, changedOptions(view.options, source.changes)), title: view.name }
  }
  const example = EXAMPLES.find(({ id }) => id === source.id)
  if (!example) throw new Error(`No example is called ${source.id}.`)
  return exampleOffer(example)
}

function complain(source: DraftSource, thrown: unknown): void {
  const detail = source.kind === 'example' ? 'The address names an example that does not exist.' : problemWords(thrown)
  showToast({ tone: 'bad', title: 'It could not be taken into the builder.', detail })
}

export function useOffers(draft: Draft, source: DraftSource | null, take: (offer: Offer) => void) {
  const [asking, setAsking] = useState<Offer | null>(null)
  const [fetching, setFetching] = useState(source?.kind === 'prediction')
  const offer = (next: Offer) => (isBlank(draft) ? take(next) : setAsking(next))
  const newest = useRef(offer)
  useEffect(() => {
    newest.current = offer
  })
  const asked = useRef(false)
  useEffect(() => {
    if (source === null || asked.current) return
    asked.current = true
    // The address has done its work; a reload must not ask again.
    window.history.replaceState(null, '', '/new')
    readSource(source)
      .then(
        (read) => newest.current(read),
        (thrown: unknown) => complain(source, thrown),
      )
      .finally(() => setFetching(false))
  }, [source])
  /** `fetching`: a prediction to clone is on its way. */
  return { asking, offer, fetching, refuse: () => setAsking(null) }
}
