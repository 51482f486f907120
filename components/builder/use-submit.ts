'use client'
// Sends the draft as a prediction, under one key per draft, so that pressing twice or trying again never makes two.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { requestAnswer, RequestProblem } from '@/lib/predictions/client-request'
import type { RunOptions } from '@/lib/compute/options'
import { queryKeys } from '@/lib/query-keys'
import { focusNextTitle } from '@/components/shell/title-focus'
import { EMPTY_DRAFT, type Draft } from './draft'
import { complexOf, nameOf } from './draft-complex'
import { newSubmissionKey, saveDraft } from './draft-storage'

export type Submission = { draft: Draft; options: RunOptions; key: string }

const send = ({ draft, options, key }: Submission) =>
  requestAnswer<{ id: string }>(
    '/api/v1/predictions',
    { name: nameOf(draft), complex: complexOf(draft), options },
    { headers: { 'idempotency-key': key } },
  )

export function useSubmit({ key, stopSaving }: { key: string; stopSaving: () => void }) {
  const router = useRouter()
  const client = useQueryClient()
  const mutation = useMutation({
    mutationFn: send,
    onSuccess: ({ id }) => {
      stopSaving()
      saveDraft(key, { draft: EMPTY_DRAFT, submissionKey: newSubmissionKey() })
      void client.invalidateQueries({ queryKey: queryKeys.predictions })
      focusNextTitle()
      router.push(`/predictions/${id}`)
    },
  })
  const problem = mutation.error instanceof RequestProblem ? mutation.error : null
  return {
    submit: mutation.mutate,
    /** Also after success, until the next page has opened. */
    busy: mutation.isPending || mutation.isSuccess,
    failed: mutation.isError,
    problem,
    /** The draft that was refused; complaints about it no longer hold once it is edited. */
    refused: mutation.isError ? mutation.variables.draft : null,
    reset: mutation.reset,
  }
}
