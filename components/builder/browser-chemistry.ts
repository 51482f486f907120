'use client'
// What the browser knows about molecules: OpenChemLib once a SMILES is typed (340 kB, loaded then), and the components it asked the server for.
import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Chemistry, Component } from '@/lib/complexes/chemistry'
import { requestJson } from '@/lib/predictions/client-request'
import type { Draft } from './draft'
import { useSettled } from './use-settled'

const loadSmilesReader = () => import('@/lib/complexes/smiles')
type SmilesReader = Awaited<ReturnType<typeof loadSmilesReader>>

/** The reader once loaded; null before, and while nobody needs it. */
function useSmilesReader(wanted: boolean): SmilesReader | null {
  const query = useQuery({ queryKey: ['smiles-reader'], queryFn: loadSmilesReader, enabled: wanted, staleTime: Infinity, gcTime: Infinity })
  return query.data ?? null
}

/** By the search, which puts the exact code first: a code half typed is then an answer and not an error in the console. */
async function fetchComponent(code: string, signal: AbortSignal): Promise<Component | null> {
  const { items } = await requestJson<{ items: Component[] }>(`/api/v1/components?limit=1&q=${encodeURIComponent(code)}`, signal)
  return items.find((component) => component.code === code) ?? null
}

const componentQuery = (code: string) => ({
  queryKey: ['component', code],
  queryFn: ({ signal }: { signal: AbortSignal }) => fetchComponent(code, signal),
  staleTime: Infinity,
})

const TYPING_PAUSE_MS = 200
const CCD_CODE = /^[A-Z0-9+-]{1,5}$/

export function useBrowserChemistry(draft: Draft): Chemistry {
  const ligands = draft.entities.filter((entity) => entity.type === 'ligand')
  const reader = useSmilesReader(ligands.some((entity) => entity.ligandBy === 'smiles' && entity.smiles.trim() !== ''))
  const typed = [...new Set(ligands.flatMap((entity) => (entity.ligandBy === 'ccd' ? [entity.ccd.trim().toUpperCase()] : [])))]
  const codes = useSettled(typed.filter((code) => CCD_CODE.test(code)).join(' '), TYPING_PAUSE_MS)
    .split(' ')
    .filter((code) => code !== '')
  const components = useQueries({
    queries: codes.map(componentQuery),
    combine: (answers) => new Map(answers.flatMap((answer, index) => (answer.data === undefined ? [] : [[codes[index] ?? '', answer.data] as const]))),
  })
  return useMemo(() => chemistryOf(reader, components), [reader, components])
}

function chemistryOf(reader: SmilesReader | null, components: ReadonlyMap<string, Component | null>): Chemistry {
  const read = new Map<string, ReturnType<SmilesReader['analyseSmiles']>>()
  return {
    smiles(text) {
      if (reader === null) return 'unavailable'
      const known = read.get(text) ?? reader.analyseSmiles(text)
      read.set(text, known)
      return known
    },
    component(code) {
      const known = components.get(code)
      return known === undefined ? 'unavailable' : known
    },
  }
}
