// Reads a pose for the viewer: its atoms, its chains, and the atoms by which samples are laid onto each other.
import { readPoseAtoms } from './pose-file'
import type { PoseAtom } from './pose-atom'
import { poseChains, type PoseChain } from './pose-chains'
import { placementOf, rmsd, place, type Placement } from './superpose'

export type Pose = { text: string; atoms: PoseAtom[]; chains: PoseChain[] }

/** The pose, or null when the file holds no atoms that can be read. */
export function readPose(text: string): Pose | null {
  const atoms = readPoseAtoms(text)
  return atoms === null || atoms.length === 0 ? null : { text, atoms, chains: poseChains(atoms) }
}

const isTrace = (atom: PoseAtom): boolean => !atom.het && (atom.atomName === 'CA' || atom.atomName === "C1'")

/** One atom per polymer residue; null where there is no polymer to speak of. */
function polymerAnchors({ atoms }: Pose): PoseAtom[] | null {
  const trace = atoms.filter(isTrace)
  return trace.length >= 3 ? trace : null
}

export type LigandShift = { chainId: string; angstrom: number }

/** How a pose lies against the first sample: it is that sample, or was laid onto it by polymers or by all atoms, or could not be. */
export type Fit = 'reference' | 'polymers' | 'allAtoms' | 'unpaired' | 'referenceUnread'

export type LaidPose = { atoms: PoseAtom[]; fit: Fit; shifts: LigandShift[] }

const moved = (atoms: PoseAtom[], placement: Placement): PoseAtom[] => atoms.map((atom) => ({ ...atom, ...place(atom, placement) }))

/** How far each ligand lies from its place in the reference. Only where the ligands themselves had no say in the placement. */
function shiftsOf(pose: Pose, placed: PoseAtom[], reference: Pose): LigandShift[] {
  const own = (atoms: PoseAtom[], chainId: string) => atoms.filter((atom) => atom.chainId === chainId)
  return pose.chains.flatMap(({ chainId, kind }) => {
    const angstrom = kind === 'ligand' ? rmsd(own(placed, chainId), own(reference.atoms, chainId)) : null
    return angstrom === null ? [] : [{ chainId, angstrom }]
  })
}

/** Lays `pose` onto `reference` (null when that could not be read). What cannot be laid stays as its file has it, without a shift. */
export function layOnto(pose: Pose, reference: Pose | null): LaidPose {
  const asWritten = { atoms: pose.atoms, shifts: [] }
  if (reference === null) return { ...asWritten, fit: 'referenceUnread' }
  if (pose.text === reference.text) return { ...asWritten, fit: 'reference' }
  const anchors = polymerAnchors(pose)
  const placement = placementOf(anchors ?? pose.atoms, polymerAnchors(reference) ?? reference.atoms)
  if (placement === null) return { ...asWritten, fit: 'unpaired' }
  const atoms = moved(pose.atoms, placement)
  return anchors === null ? { atoms, fit: 'allAtoms', shifts: [] } : { atoms, fit: 'polymers', shifts: shiftsOf(pose, atoms, reference) }
}
