import 'server-only'
// A 3D conformer of a SMILES ligand, heavy atoms in SMILES order, named as Boltz-2 names them; it refuses SMILES that can not be read.
// OpenChemLib's torsion tables come from its package's own files, hence for the server only.
import { Canonizer, ConformerGenerator, Molecule, Resources, SmilesParser } from 'openchemlib'
import { arrangeCompactly } from './compact-arrangement'
import type { Atom } from './model'
import { add, type Point } from './vector'

let registered = false

/** Loads the torsion tables and makes a first, flexible conformer (practolol), which takes seconds in a fresh process. */
export function warmUpConformers(): void {
  smilesLigand('CC(C)NC[C@H](O)COc1ccc(NC(C)=O)cc1', 1)
}

export function smilesLigand(smiles: string, seed: number): Atom[] {
  if (!registered) Resources.registerFromNodejs()
  registered = true
  const molecule = new SmilesParser().parseMolecule(smiles, { noCoordinates: true })
  molecule.ensureHelperArrays(Molecule.cHelperCIP)
  const count = molecule.getAtoms()
  const places = placeParts(molecule, seed)
  const names = atomNames(molecule)
  return Array.from({ length: count }, (_, atom) => ({
    name: names[atom] as string,
    element: molecule.getAtomLabel(atom).toUpperCase(),
    at: places[atom] as Point,
  }))
}

/**
 * Element and canonical rank over all atoms, hydrogens first, counted from 1: unique in the molecule like RDKit's, though the numbers
 * differ from RDKit's. A name has at most 4 characters; where the rank makes it longer, hydrogens are not counted.
 */
function atomNames(molecule: Molecule): string[] {
  const ranks = new Canonizer(molecule).getFinalRank()
  const heavy = Array.from({ length: molecule.getAtoms() }, (_, atom) => atom).sort((a, b) => (ranks[a] as number) - (ranks[b] as number))
  const hydrogens = heavy.reduce((sum, atom) => sum + molecule.getAllHydrogens(atom), 0)
  const name = (atom: number, number: number) => `${molecule.getAtomLabel(atom).toUpperCase()}${number}`
  const fits = heavy.every((atom, index) => name(atom, hydrogens + index + 1).length <= 4)
  const names: string[] = []
  heavy.forEach((atom, index) => (names[atom] = name(atom, index + 1 + (fits ? hydrogens : 0))))
  return names
}

/** Parts of a salt are conformers of their own, set side by side. */
function placeParts(molecule: Molecule, seed: number): Point[] {
  const partOf: number[] = []
  const parts = molecule.getFragmentNumbers(partOf, false, false)
  const places: Point[] = []
  let left = 0
  for (let part = 0; part < parts; part += 1) {
    const members = Array.from({ length: molecule.getAtoms() }, (_, atom) => atom).filter((atom) => partOf[atom] === part)
    const points = placePart(molecule, members, seed)
    const least = Math.min(...points.map(([x]) => x))
    const most = Math.max(...points.map(([x]) => x))
    members.forEach((atom, index) => (places[atom] = add(points[index] as Point, [left - least, 0, 0])))
    left += most - least + 4
  }
  return places
}

function placePart(molecule: Molecule, members: number[], seed: number): Point[] {
  const part = new Molecule(members.length, members.length)
  const include = Array.from({ length: molecule.getAllAtoms() }, (_, atom) => members.includes(atom))
  molecule.copyMoleculeByAtoms(part, include, false, null)
  part.ensureHelperArrays(Molecule.cHelperCIP)
  const conformer = members.length > 1 ? new ConformerGenerator(seed).getOneConformerAsMolecule(part) : part
  if (conformer === null || conformer.getAtoms() !== members.length) return arrangeCompactly(members.length)
  const points = members.map((_, atom): Point => [conformer.getAtomX(atom), conformer.getAtomY(atom), conformer.getAtomZ(atom)])
  return isPossible(points) ? points : arrangeCompactly(members.length)
}

/** A conformer whose atoms fall on each other, as happens with metals and cages, is none. */
function isPossible(points: Point[]): boolean {
  return points.every((a, index) =>
    points.slice(0, index).every((b) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) > 1.05) && a.every(Number.isFinite),
  )
}
