'use client'
// Fetches and reads the poses of a prediction: the chosen sample, the first one onto which it is laid, and then the others quietly.
import { useQueries, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { pocketResidues } from './pocket'
import { poseQuery } from './pose-query'
import { ligandShift, placedAtoms, placementOnto, type Pose } from './read-pose'
import type { DrawnPose } from './use-molecule'

export type PoseSource = { index: number; url: string }

/** Beyond this many, samples are fetched when they are chosen. */
const FETCH_AHEAD = 5

export type PoseOnScreen =
  | { kind: 'loading' }
  | { kind: 'failed'; error: unknown; again: () => void }
  | { kind: 'broken' }
  | { kind: 'read'; drawn: DrawnPose; shifts: { chainId: string; angstrom: number }[] }

/** How far each ligand moved against the first sample; empty for the first sample itself. */
function shiftsOf(pose: Pose, atoms: Pose['atoms'], reference: Pose): { chainId: string; angstrom: number }[] {
  if (pose.text === reference.text) return []
  return pose.chains.flatMap(({ chainId, kind }) => {
    const angstrom = kind === 'ligand' ? ligandShift(atoms, reference.atoms, chainId) : null
    return angstrom === null ? [] : [{ chainId, angstrom }]
  })
}

export function usePose(sources: PoseSource[], chosen: PoseSource, focus: string | null): PoseOnScreen {
  const first = sources[0] ?? chosen
  const reference = useQuery(poseQuery(first.url, true))
  const shown = useQuery(poseQuery(chosen.url, true))
  useQueries({ queries: sources.slice(1, FETCH_AHEAD).map((source) => poseQuery(source.url, shown.isSuccess)) })
  const pose = shown.data
  const base = reference.data
  const read = useMemo(() => {
    if (!pose) return null
    const placement = base ? placementOnto(pose, base) : null
    const atoms = placedAtoms(pose, placement)
    return { pose, placement, atoms, shifts: base ? shiftsOf(pose, atoms, base) : [] }
  }, [pose, base])
  const drawn = useMemo(() => {
    if (!read) return null
    const pocket = focus === null ? [] : pocketResidues(read.atoms, focus)
    return { text: read.pose.text, placement: read.placement, scene: { atoms: read.atoms, chains: read.pose.chains, pocket } }
  }, [read, focus])
  if (shown.isError) return { kind: 'failed', error: shown.error, again: () => void shown.refetch() }
  if (pose === null) return { kind: 'broken' }
  if (!read || !drawn || reference.isPending) return { kind: 'loading' }
  return { kind: 'read', drawn, shifts: read.shifts }
}
