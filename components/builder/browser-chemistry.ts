'use client'
// What the browser knows about molecules: OpenChemLib once a SMILES is typed (340 kB, loaded then), and the components it asked the server for.
import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Chemistry, Component } from '@/lib/complexes/chemistry'
import { requestJson, RequestProblem } from '@/lib/predictions/client-request'
import type { Draft } from './draft'

export const loadSmilesReader = () => import('@/lib/complexes/smiles')
export type SmilesReader = Awaited<ReturnType<typeof loadSmilesReader>>

/** The reader once loaded; null before, and while nobody needs it. */
export function useSmilesReader(wanted: boolean): SmilesReader | null {
  const query = useQuery({ queryKey: ['smiles-reader'], queryFn: loadSmilesReader, enabled: wanted, staleTime: Infinity, gcTime: Infinity })
  return query.data ?? null
}

async function fetchComponent(code: string, signal: AbortSignal): Promise<Component | null> {
  try {
    return await requestJson<Component>(`/api/v1/components/${encodeURIComponent(code)}`, signal)
  } catch (problem) {
    if (problem instanceof RequestProblem && problem.httpStatus === 404) return null
    throw problem
  }
}

export const componentQuery = (code: string) => ({
  queryKey: ['component', code],
  queryFn: ({ signal }: { signal: AbortSignal }) => fetchComponent(code, signal),
  staleTime: Infinity,
})

const CCD_CODE = /^[A-Z0-9+-]{1,5}$/

export function useBrowserChemistry(draft: Draft): Chemistry {
  const ligands = draft.entities.filter((entity) => entity.type === 'ligand')
  const reader = useSmilesReader(ligands.some((entity) => entity.ligandBy === 'smiles' && entity.smiles.trim() !== ''))
  const codes = [...new Set(ligands.flatMap((entity) => (entity.ligandBy === 'ccd' ? [entity.ccd.trim().toUpperCase()] : [])))].filter((code) => CCD_CODE.test(code))
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
