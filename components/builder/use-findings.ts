'use client'
// What is wrong or worth knowing about the draft: at once from the checks in the browser, then from the server, which has the last word.
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { checkTypedChainIds } from '@/lib/complexes/chain-ids'
import { checkComplex } from '@/lib/complexes/check'
import type { Chemistry } from '@/lib/complexes/chemistry'
import type { Complaint, Complex } from '@/lib/complexes/schema'
import { requestAnswer, RequestProblem } from '@/lib/predictions/client-request'
import type { CheckAnswer } from '@/lib/predictions/schema'
import { checkCopies } from './copies'
import { textOf, type Draft } from './draft'
import { complexOf } from './draft-complex'
import { readOptions } from './draft-options'
import { placeOf } from './place-complaints'
import { useSettled } from './use-settled'

const TYPING_PAUSE_MS = 500

/** The server's answer about exactly this draft; null while it is on its way, cannot be had or would be beside the point. */
function useServerCheck(body: string | null): { answer: CheckAnswer | null; unreachable: boolean } {
  const settled = useSettled(body, TYPING_PAUSE_MS)
  const { data, error } = useQuery({
    queryKey: ['complex-check', settled],
    queryFn: ({ signal }) => requestAnswer<CheckAnswer>('/api/v1/complexes/check', JSON.parse(settled ?? '{}'), { signal }),
    enabled: settled !== null,
    staleTime: Infinity,
    gcTime: 60_000,
  })
  if (settled !== body) return { answer: null, unreachable: false }
  const refused = error instanceof RequestProblem && error.complaints.length > 0 ? error.complaints : null
  return { answer: data ?? (refused && { ok: false, complaints: refused }), unreachable: error !== null && refused === null }
}

/** Nothing typed yet is not a fault until somebody tries to submit it. */
function isOnlyUnfinished(complaint: Complaint, draft: Draft): boolean {
  const place = placeOf(complaint.at)
  if (place.kind !== 'entity' || place.part !== 'text') return false
  const entity = draft.entities[place.index]
  return entity !== undefined && textOf(entity).trim() === ''
}

export type Findings = {
  complaints: readonly Complaint[]
  /** Complaints to show: without those about fields that are merely still empty. */
  shown: readonly Complaint[]
  warnings: readonly Complaint[]
  cleaned: Complex
  unreachable: boolean
}

export function useFindings(draft: Draft, chemistry: Chemistry, maxTokens: number | null, asked: boolean): Findings {
  const complex = useMemo(() => complexOf(draft), [draft])
  const options = useMemo(() => readOptions(draft.options), [draft.options])
  const local = useMemo(() => checkComplex(complex, chemistry, { maxTokens }), [complex, chemistry, maxTokens])
  const unfinished = draft.entities.length === 0 || draft.entities.some((entity) => textOf(entity).trim() === '')
  const body = useMemo(
    () => (unfinished || !options.ok ? null : JSON.stringify({ complex, options: options.options })),
    [complex, options, unfinished],
  )
  const { answer, unreachable } = useServerCheck(body)
  const fromComplex = answer === null ? (local.ok ? [] : local.complaints) : answer.ok ? [] : answer.complaints
  const typed = checkTypedChainIds(complex, draft.longChainIds)
  const complaints = [...fromComplex, ...typed, ...checkCopies(draft), ...(options.ok ? [] : options.complaints)]
  return {
    complaints,
    shown: asked ? complaints : complaints.filter((complaint) => !isOnlyUnfinished(complaint, draft)),
    warnings: answer?.ok ? answer.warnings : local.warnings,
    cleaned: local.ok ? local.complex : complex,
    unreachable,
  }
}
