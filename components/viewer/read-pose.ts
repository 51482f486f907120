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

/** One atom per polymer residue; all atoms where there is no polymer to speak of. */
function anchors(atoms: PoseAtom[]): PoseAtom[] {
  const trace = atoms.filter(isTrace)
  return trace.length >= 3 ? trace : atoms
}

/** The movement that lays `pose` onto `reference`; null for the reference itself or when the two do not pair. */
export function placementOnto(pose: Pose, reference: Pose): Placement | null {
  return pose.text === reference.text ? null : placementOf(anchors(pose.atoms), anchors(reference.atoms))
}

/** The pose's atoms where they are drawn. */
export const placedAtoms = (pose: Pose, placement: Placement | null): PoseAtom[] =>
  placement === null ? pose.atoms : pose.atoms.map((atom) => ({ ...atom, ...place(atom, placement) }))

/** How far a ligand lies from where the reference has it, after the polymers were laid onto each other; Angstrom, null when not comparable. */
export function ligandShift(placed: PoseAtom[], reference: PoseAtom[], chainId: string): number | null {
  const own = (atoms: PoseAtom[]) => atoms.filter((atom) => atom.chainId === chainId)
  return rmsd(own(placed), own(reference))
}
