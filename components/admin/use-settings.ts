'use client'
// The settings in the browser: what the server last said, what was typed over it, and saving. What was typed stays until it is saved or given up.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { showToast } from '@/components/ui/toast'
import { requestAnswer, requestJson, RequestProblem } from '@/lib/predictions/client-request'
import { queryKeys } from '@/lib/query-keys'
import type { SettingName } from '@/lib/setting-limits'
import type { SettingsView } from '@/lib/settings/schema'
import { complaintsByField, readDraft, touchedFields, UNTOUCHED, type SettingComplaints, type SettingsChange, type SettingsDraft } from './settings-draft'

const SETTINGS_URL = '/api/v1/settings'

/** Asks before the page is left with something typed. */
function useAskBeforeLeaving(isTouched: boolean): void {
  useEffect(() => {
    if (!isTouched) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isTouched])
}

function useSave(taken: (view: SettingsView) => void) {
  const client = useQueryClient()
  const router = useRouter()
  return useMutation({
    mutationFn: (change: SettingsChange & { version: number }) => requestAnswer<SettingsView>(SETTINGS_URL, change, { method: 'PATCH' }),
    onSuccess: (view) => {
      client.setQueryData(queryKeys.settings, view)
      taken(view)
      showToast({ tone: 'good', title: 'Saved. It counts from now on; what runs already is not touched.' })
      // The header says where predictions run.
      router.refresh()
    },
    onError: (error) => {
      // So that the newest are shown below what was typed.
      if (error instanceof RequestProblem && error.code === 'SETTINGS_CHANGED') void client.invalidateQueries({ queryKey: queryKeys.settings })
    },
  })
}

function focusSetting(name: string): void {
  document.querySelector<HTMLElement>(`[data-setting="${name}"]`)?.focus()
}

export function useSettings(first: SettingsView) {
  const { data: view } = useQuery({ queryKey: queryKeys.settings, queryFn: ({ signal }) => requestJson<SettingsView>(SETTINGS_URL, signal), initialData: first })
  const [draft, setDraft] = useState<SettingsDraft>(UNTOUCHED)
  const [complaints, setComplaints] = useState<SettingComplaints>({})
  const saving = useSave(() => setDraft(UNTOUCHED))
  const touched = touchedFields(draft, view)
  useAskBeforeLeaving(touched.length > 0)
  const problem = saving.error instanceof RequestProblem ? saving.error : null

  const type = (name: SettingName, text: string) => {
    setDraft((before) => ({ texts: { ...before.texts, [name]: text }, removesKey: name === 'apiKey' ? false : before.removesKey }))
    setComplaints((before) => ({ ...before, [name]: [] }))
  }
  const complain = (found: SettingComplaints) => {
    setComplaints(found)
    const [firstOne] = Object.keys(found)
    if (firstOne !== undefined) focusSetting(firstOne)
  }
  const save = () => {
    const read = readDraft(draft)
    if (!read.ok) return complain(read.complaints)
    setComplaints({})
    saving.mutate({ ...read.change, version: view.version }, { onError: (error) => error instanceof RequestProblem && complain(complaintsByField(error.complaints)) })
  }
  return {
    view, draft, complaints, touched, type, save, complain, problem,
    busy: saving.isPending,
    failed: saving.isError,
    removeKey: (removes: boolean) => setDraft(({ texts: { apiKey: _typed, ...texts } }) => ({ texts, removesKey: removes })),
    discard: () => {
      setDraft(UNTOUCHED)
      setComplaints({})
      saving.reset()
    },
  }
}

export type SettingsInHand = ReturnType<typeof useSettings>
