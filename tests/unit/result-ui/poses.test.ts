import { describe, expect, test } from 'vitest'
import { chainColours, elementColour, plddtColour } from '@/components/viewer/colouring'
import { turnTowardsViewer } from '@/components/viewer/facing'
import { pocketResidues, polarContacts } from '@/components/viewer/pocket'
import type { PoseAtom } from '@/components/viewer/pose-atom'
import { poseChains } from '@/components/viewer/pose-chains'
import { readPoseAtoms } from '@/components/viewer/pose-file'
import { ligandShift, placedAtoms, placementOnto, readPose } from '@/components/viewer/read-pose'
import { place, placementOf, rmsd } from '@/components/viewer/superpose'

const atom = (change: Partial<PoseAtom>): PoseAtom => ({
  chainId: 'A',
  residueName: 'ALA',
  residueNumber: 1,
  atomName: 'CA',
  element: 'C',
  het: false,
  x: 0,
  y: 0,
  z: 0,
  plddt: 80,
  ...change,
})

test('pLDDT takes the AlphaFold bands; their bounds belong to the lower band', () => {
  expect([95, 90, 71, 70, 51, 50, 0].map(plddtColour)).toEqual([
    '#0053D6',
    '#65CBF3',
    '#65CBF3',
    '#FFDB13',
    '#FFDB13',
    '#FF7D45',
    '#FF7D45',
  ])
  expect(plddtColour(null)).toBe(plddtColour(Number.NaN))
  expect(plddtColour(null)).not.toBe(plddtColour(0))
})

test('chains keep their colours in order, elements theirs on either ground', () => {
  const colours = chainColours(['A', 'B', 'L1'])
  expect(new Set(colours.values()).size).toBe(3)
  expect(chainColours(['A', 'B']).get('B')).toBe(colours.get('B'))
  expect(elementColour('cl', false)).toBe(elementColour('CL', false))
  expect(elementColour('O', true)).not.toBe(elementColour('O', false))
})

describe('chains of a pose', () => {
  test('count tokens as Boltz does: one per residue, one per ligand atom', () => {
    const atoms = [
      atom({ plddt: 90 }),
      atom({ plddt: 90, atomName: 'CB' }),
      atom({ plddt: 60, residueNumber: 2 }),
      atom({ chainId: 'B', het: true, residueName: 'LIG1', plddt: 40 }),
      atom({ chainId: 'B', het: true, residueName: 'LIG1', plddt: 60 }),
      atom({ chainId: 'M', het: true, residueName: 'MG', plddt: null }),
      atom({ chainId: 'R', residueName: 'G', atomName: "C1'", plddt: 55 }),
    ]
    expect(poseChains(atoms)).toEqual([
      { chainId: 'A', kind: 'protein', residues: 2, atoms: 3, name: null, meanPlddt: 75 },
      { chainId: 'B', kind: 'ligand', residues: 1, atoms: 2, name: 'LIG1', meanPlddt: 50 },
      { chainId: 'M', kind: 'ion', residues: 1, atoms: 1, name: 'MG', meanPlddt: null },
      { chainId: 'R', kind: 'nucleic acid', residues: 1, atoms: 1, name: null, meanPlddt: 55 },
    ])
  })
})

describe('the pocket', () => {
  const ligand = atom({ chainId: 'L', het: true, residueName: 'LIG1', element: 'N', atomName: 'N1' })

  test('ends at 5 Angstrom and names each residue once, nearest first', () => {
    const atoms = [
      ligand,
      atom({ x: 5, residueNumber: 7 }),
      atom({ x: 5.01, residueNumber: 8 }),
      atom({ x: 4, residueNumber: 9 }),
      atom({ x: 3, residueNumber: 9, atomName: 'CB' }),
    ]
    expect(pocketResidues(atoms, 'L').map((residue) => [residue.residueNumber, residue.distanceAngstrom])).toEqual([
      [9, 3],
      [7, 5],
    ])
  })

  test('polar contacts are N and O within 3.5 Angstrom', () => {
    const atoms = [ligand, atom({ x: 3.5, element: 'O', atomName: 'OD1' }), atom({ x: 3.6, element: 'O' }), atom({ x: 2, element: 'C' })]
    expect(polarContacts(atoms, 'L').map((contact) => contact.partner.atomName)).toEqual(['OD1'])
  })
})

describe('laying samples onto each other', () => {
  const points = [
    { x: 0, y: 0, z: 0 },
    { x: 3.8, y: 0.4, z: 0 },
    { x: 5.1, y: 3.9, z: 1.2 },
    { x: 2.2, y: 6.0, z: 4.1 },
    { x: -1.0, y: 4.4, z: 6.3 },
  ]
  const turned = (angle: number) =>
    points.map(({ x, y, z }) => ({
      x: Math.cos(angle) * x - Math.sin(angle) * y + 11,
      y: z - 4,
      z: -(Math.sin(angle) * x + Math.cos(angle) * y) + 2,
    }))

  test.each([0, 0.3, 1.57, 2.9, Math.PI, 4.5])('undoes a rotation of %d and a shift', (angle) => {
    const moved = turned(angle)
    const placement = placementOf(moved, points)
    expect(placement).not.toBeNull()
    if (placement === null) return
    const back = moved.map((point) => place(point, placement))
    expect(rmsd(back, points)).toBeLessThan(1e-3)
  })

  test('never mirrors', () => {
    const mirrored = points.map(({ x, y, z }) => ({ x: -x, y, z }))
    const placement = placementOf(mirrored, points)
    const back = placement ? mirrored.map((point) => place(point, placement)) : []
    expect(rmsd(back, points)).toBeGreaterThan(0.5)
  })

  test('refuses what does not pair', () => {
    expect(placementOf(points, points.slice(1))).toBeNull()
    expect(placementOf(points.slice(0, 2), points.slice(0, 2))).toBeNull()
    expect(rmsd([], [])).toBeNull()
  })
})

const HEAD = `data_model
loop_
_atom_site.group_PDB
_atom_site.id
_atom_site.type_symbol
_atom_site.label_atom_id
_atom_site.label_comp_id
_atom_site.label_asym_id
_atom_site.Cartn_x
_atom_site.Cartn_y
_atom_site.Cartn_z
_atom_site.auth_seq_id
_atom_site.auth_asym_id
_atom_site.B_iso_or_equiv
`
const row = (id: number, chain: string, x: number, y: number, z: number): string => `ATOM ${id} C CA GLY ${chain} ${x} ${y} ${z} ${id} ${chain} 71.5\n`
const ligandRow = (x: number): string => `HETATM 9 O "O5'" LIG1 B ${x} 1 1 1 B 40\n`
const SAMPLE = HEAD + row(1, 'A', 0, 0, 0) + row(2, 'A', 3.8, 0, 0) + row(3, 'A', 5, 3.6, 0) + row(4, 'A', 4, 6, 2.7)

describe('a pose file', () => {
  test('gives atoms with quoted names and their B factor', () => {
    const atoms = readPoseAtoms(SAMPLE + ligandRow(2))
    expect(atoms).toHaveLength(5)
    expect(atoms?.[4]).toMatchObject({ atomName: "O5'", chainId: 'B', het: true, x: 2, plddt: 40 })
  })

  test('is nothing at all when a coordinate is not a number, a row is cut, or there are no atoms', () => {
    expect(readPoseAtoms(SAMPLE.replace('3.8', 'nan'))).toBeNull()
    expect(readPoseAtoms(`${SAMPLE}ATOM 5 C`)).toBeNull()
    expect(readPoseAtoms('data_model\n')).toBeNull()
    expect(readPose('not a structure')).toBeNull()
  })

  test('tells how far a ligand moved between samples, after the proteins were laid onto each other', () => {
    const first = readPose(SAMPLE + ligandRow(2))
    const second = readPose(SAMPLE + ligandRow(4))
    if (first === null || second === null) throw new Error('the samples must be readable')
    const placement = placementOnto(second, first)
    expect(ligandShift(placedAtoms(second, placement), first.atoms, 'B')).toBeCloseTo(2, 3)
    expect(placementOnto(first, first)).toBeNull()
  })
})

test('the first view turns the ligand to the viewer', () => {
  expect(turnTowardsViewer({ x: 0, y: 0, z: 3 })).toEqual([0, -0, 0, 1])
  const [x, y, z, w] = turnTowardsViewer({ x: 1, y: 0, z: 0 })
  // Rotating +x by this quaternion gives +z.
  expect(2 * (x * z - w * y)).toBeCloseTo(1)
  expect(turnTowardsViewer({ x: 0, y: 0, z: -2 })).toEqual([1, 0, 0, 0])
})
