'use client'
// Fetches and reads the poses of a prediction: the chosen sample, the first one onto which it is laid, and then the others quietly.
import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { pocketResidues } from './pocket'
import { poseQuery } from './pose-query'
import { layOnto, type Fit, type LigandShift } from './read-pose'
import type { DrawnPose } from './use-molecule'

type PoseSource = { index: number; url: string }

/** Beyond this many, samples are fetched when they are chosen. */
const FETCH_AHEAD = 5

export type PoseOnScreen =
  | { kind: 'loading' }
  | { kind: 'failed'; error: unknown; again: () => void }
  | { kind: 'broken' }
  | { kind: 'read'; drawn: DrawnPose; fit: Fit; shifts: LigandShift[] }

export function usePose(sources: PoseSource[], chosen: PoseSource, focus: string | null): PoseOnScreen {
  const first = sources[0] ?? chosen
  const reference = useQuery(poseQuery(first.url, true))
  const shown = useQuery(poseQuery(chosen.url, true))
  useQueries({ queries: sources.slice(1, FETCH_AHEAD).map((source) => poseQuery(source.url, shown.isSuccess)) })
  const pose = shown.data
  const base = reference.data
  const laid = useMemo(() => (pose ? layOnto(pose, base ?? null) : null), [pose, base])
  const drawn = useMemo(() => {
    if (!pose || !laid) return null
    const pocket = focus === null ? [] : pocketResidues(laid.atoms, focus)
    return { text: pose.text, scene: { atoms: laid.atoms, chains: pose.chains, pocket } }
  }, [pose, laid, focus])
  if (shown.isError) return { kind: 'failed', error: shown.error, again: () => void shown.refetch() }
  if (pose === null) return { kind: 'broken' }
  if (!laid || !drawn || reference.isPending) return { kind: 'loading' }
  return { kind: 'read', drawn, fit: laid.fit, shifts: laid.shifts }
}
