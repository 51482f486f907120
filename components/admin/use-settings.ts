'use client'
// The settings in the browser: what the server last said, what was typed over it, and saving. What was typed stays until it is saved or given up.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { showToast } from '@/components/ui/toast'
import { requestAnswer, requestJson, RequestProblem } from '@/lib/predictions/client-request'
import { queryKeys } from '@/lib/query-keys'
import type { SettingName } from '@/lib/setting-limits'
import type { SettingsView } from '@/lib/settings/schema'
import { forgetSettings, keepSettings, keptSettings, KEPT_TOPIC, type TypedSettings } from './kept-settings'
import { complaintsByField, readDraft, touchedFields, UNTOUCHED, type SettingComplaints, type SettingsChange, type SettingsDraft } from './settings-draft'

const SETTINGS_URL = '/api/v1/settings'

const NOTHING_TYPED: TypedSettings = { draft: UNTOUCHED, version: null }

/** Asks before the browser leaves the app with something typed; another page of the app is gone to at once, and what was typed waits. */
function useLeavingWith(unsaved: TypedSettings | null): void {
  const isTouched = unsaved !== null
  useEffect(() => {
    if (!isTouched) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [isTouched])
  const latest = useRef(unsaved)
  useEffect(() => {
    latest.current = unsaved
  }, [unsaved])
  // Before the effects of the page's frame end, which may forget it together with the session.
  useLayoutEffect(
    () => () => {
      keepSettings(latest.current)
      if (latest.current !== null) showToast({ title: 'What you typed into the settings is not saved.', detail: 'It waits on their page until you save or discard it there, or this tab is closed or loaded again.', topic: KEPT_TOPIC })
    },
    [],
  )
}

function useSave(taken: (view: SettingsView) => void) {
  const client = useQueryClient()
  const router = useRouter()
  return useMutation({
    mutationFn: (change: SettingsChange & { version: number }) => requestAnswer<SettingsView>(SETTINGS_URL, change, { method: 'PATCH' }),
    onSuccess: (view) => {
      client.setQueryData(queryKeys.settings, view)
      taken(view)
      // By now its page may have been left.
      forgetSettings()
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
  const [typed, setTyped] = useState(() => keptSettings() ?? NOTHING_TYPED)
  const { draft } = typed
  const [complaints, setComplaints] = useState<SettingComplaints>({})
  const saving = useSave(() => setTyped(NOTHING_TYPED))
  const touched = touchedFields(draft, view)
  // Elsewhere the newest are not in view: what waits there was typed over these.
  useLeavingWith(touched.length > 0 ? { draft, version: typed.version ?? view.version } : null)
  const problem = saving.error instanceof RequestProblem ? saving.error : null

  const setDraft = (change: (before: SettingsDraft) => SettingsDraft) =>
    setTyped((before) => ({ draft: change(before.draft), version: touched.length === 0 ? view.version : (before.version ?? view.version) }))
  const type = (name: SettingName, text: string) => {
    setDraft(({ texts, removesKey }) => ({ texts: { ...texts, [name]: text }, removesKey: name === 'apiKey' ? false : removesKey }))
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
    const refused = (error: Error) => {
      if (!(error instanceof RequestProblem)) return
      if (error.code === 'SETTINGS_CHANGED') setTyped((now) => ({ ...now, version: null }))
      complain(complaintsByField(error.complaints))
    }
    saving.mutate({ ...read.change, version: typed.version ?? view.version }, { onError: refused })
  }
  return {
    view, draft, complaints, touched, type, save, complain, problem,
    busy: saving.isPending,
    failed: saving.isError,
    removeKey: (removes: boolean) => setDraft(({ texts: { apiKey: _typed, ...texts } }) => ({ texts, removesKey: removes })),
    discard: () => {
      setTyped(NOTHING_TYPED)
      setComplaints({})
      saving.reset()
    },
  }
}

export type SettingsInHand = ReturnType<typeof useSettings>
