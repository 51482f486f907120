import { describe, expect, test } from 'vitest'
import { chainColours, elementColour, plddtColour } from '@/components/viewer/colouring'
import { turnTowardsViewer } from '@/components/viewer/facing'
import { pocketResidues, polarContacts } from '@/components/viewer/pocket'
import type { Point } from '@/components/viewer/point'
import { plddtOf, type PoseAtom } from '@/components/viewer/pose-atom'
import { poseChains } from '@/components/viewer/pose-chains'
import { readPoseAtoms } from '@/components/viewer/pose-file'
import { layOnto, readPose } from '@/components/viewer/read-pose'
import { place, placementOf, rmsd } from '@/components/viewer/superpose'
import { symmetricEigen } from '@/components/viewer/symmetric-eigen'
import { fitWords, shiftWords } from '@/components/viewer/fit-words'

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

  const helix = (steps: number, radius: number, turn: number, rise: number): Point[] =>
    Array.from({ length: steps }, (_, step) => ({ x: radius * Math.cos(step * turn), y: radius * Math.sin(step * turn), z: step * rise }))
  const degrees = (angle: number): number => (angle * Math.PI) / 180
  const LONG: [string, Point[]][] = [
    ['an alpha helix of 40 residues', helix(40, 2.3, degrees(100), 1.5)],
    ['an alpha helix of 400 residues', helix(400, 2.3, degrees(100), 1.5)],
    ['one strand of 40 bp of DNA', helix(40, 5.9, degrees(36), 3.38)],
    ['both strands of 40 bp of DNA', [...helix(40, 5.9, degrees(36), 3.38), ...helix(40, 5.9, degrees(36), 3.38).map(({ x, y, z }) => ({ x: -x, y: -y, z }))]],
    ['an extended strand of 150 residues', helix(150, 0.9, Math.PI, 3.3)],
  ]
  const tumbled = (points: readonly Point[], about: number): Point[] =>
    points.map(({ x, y, z }) => {
      const [u, v] = [Math.cos(about) * x - Math.sin(about) * y, Math.sin(about) * x + Math.cos(about) * y]
      const [w, t] = [Math.cos(2 * about) * v - Math.sin(2 * about) * z, Math.sin(2 * about) * v + Math.cos(2 * about) * z]
      return { x: t + 40, y: u - 7, z: w + 3 }
    })

  test.each(LONG)('is exact for %s, and for what lies beside it', (_name, rod) => {
    const beside = { x: 9, y: -4, z: 20 }
    for (const about of [0, 0.7, 1.9, Math.PI, 5.2]) {
      const placement = placementOf(tumbled(rod, about), rod)
      if (placement === null) throw new Error('a polymer is never straight')
      expect(rmsd(tumbled([...rod, beside], about).map((point) => place(point, placement)), [...rod, beside])).toBeLessThan(1e-6)
    }
  })

  test('finds the least residual when the two differ', () => {
    const rod = helix(60, 2.3, degrees(100), 1.5)
    const noisy = tumbled(rod, 1.1).map(({ x, y, z }, index) => ({ x: x + Math.sin(index * 12.9), y: y + Math.cos(index * 4.1), z: z + Math.sin(index * 7.7) }))
    const placement = placementOf(noisy, rod)
    if (placement === null) throw new Error('the two pair')
    const residual = (angle: number) =>
      rmsd(
        noisy.map((point) => place(point, placement)).map(({ x, y, z }) => ({ x: Math.cos(angle) * x - Math.sin(angle) * y, y: Math.sin(angle) * x + Math.cos(angle) * y, z })),
        rod,
      ) ?? Number.NaN
    expect(residual(0)).toBeLessThan(1.3)
    expect(residual(0)).toBeLessThan(residual(0.05))
    expect(residual(0)).toBeLessThan(residual(-0.05))
  })

  test('does not claim a turn that the points do not tell', () => {
    const line = Array.from({ length: 150 }, (_, step) => ({ x: step * 3.8, y: 0.001 * (step % 2), z: 0 }))
    expect(placementOf(tumbled(line, 0.7), line)).toBeNull()
    expect(placementOf([points[0], points[0], points[0]].flatMap((point) => point ?? []), points.slice(0, 3))).toBeNull()
  })

  test('eigenvalues that lie close are told apart', () => {
    const [first, second, third] = symmetricEigen([
      [5, 1e-9, 0],
      [1e-9, 5, 0],
      [0, 0, -8],
    ])
    expect([first?.value, second?.value, third?.value]).toEqual([expect.closeTo(5 + 1e-9, 12), expect.closeTo(5 - 1e-9, 12), -8])
    expect(Math.abs((first?.vector[0] ?? 0) * (first?.vector[1] ?? 0))).toBeCloseTo(0.5)
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

  test('names chain and residue as the server does: labels before the author’s, and a number in any case', () => {
    const columns = HEAD.replace('_atom_site.auth_seq_id\n', '_atom_site.label_seq_id\n')
    expect(readPoseAtoms(columns + row(7, 'A', 0, 0, 0).replace(/A 71.5/, 'X 71.5'))?.[0]).toMatchObject({ chainId: 'A', residueNumber: 7 })
    expect(readPoseAtoms(columns + ligandRow(2).replace('1 1 1 B', '1 1 . B'))?.[0]?.residueNumber).toBe(1)
    expect(readPoseAtoms(HEAD + row(7, '.', 0, 0, 0).replace(/\. 71.5/, 'X 71.5'))?.[0]?.chainId).toBe('X')
  })

  test('gives no pLDDT for "?" and "."', () => {
    expect(readPoseAtoms(SAMPLE.replaceAll('71.5', '?'))?.map(({ plddt }) => plddt)).toEqual([null, null, null, null])
    expect(readPoseAtoms(SAMPLE.replaceAll('71.5', '.'))?.[0]?.plddt).toBeNull()
    expect([plddtOf(Number.NaN), plddtOf(undefined), plddtOf(0)]).toEqual([null, null, 0])
  })
})

describe('a sample against the first one', () => {
  const poseOf = (text: string) => {
    const pose = readPose(text)
    if (pose === null) throw new Error('the sample must be readable')
    return pose
  }
  // A single atom would be an ion.
  const withLigand = (x: number) => poseOf(`${SAMPLE}${ligandRow(x)}HETATM 10 C C5 LIG1 B ${x + 1} 2 1 1 B 40\n`)
  const first = withLigand(2)

  test('tells how far a ligand moved, after the proteins were laid onto each other', () => {
    const laid = layOnto(withLigand(4), first)
    expect(laid).toMatchObject({ fit: 'polymers', shifts: [{ chainId: 'B', angstrom: expect.closeTo(2, 3) }] })
    expect(layOnto(first, first)).toMatchObject({ fit: 'reference', atoms: first.atoms, shifts: [] })
  })

  test('gives no figure when the ligand itself had a say, when nothing pairs, or when the first one is not there', () => {
    const short = SAMPLE.split('\n').slice(0, -3).join('\n')
    const three = (x: number) => poseOf(`${short}\n${ligandRow(x)}HETATM 10 O O6 LIG1 B 3 3 1 1 B 40\nHETATM 11 O O7 LIG1 B 1 2 4 1 B 40\n`)
    expect(layOnto(three(4), three(2))).toMatchObject({ fit: 'allAtoms', shifts: [] })
    const longer = poseOf(SAMPLE + row(5, 'A', 1, 9, 3))
    expect(layOnto(longer, first)).toMatchObject({ fit: 'unpaired', shifts: [], atoms: longer.atoms })
    expect(layOnto(first, null)).toMatchObject({ fit: 'referenceUnread', shifts: [], atoms: first.atoms })
  })

  test('is said in words whenever it was not laid as usual', () => {
    expect([fitWords('reference', 0), fitWords('polymers', 0)]).toEqual(['', ''])
    expect(fitWords('referenceUnread', 0)).toMatch(/^Not laid onto sample 0/)
    expect(fitWords('unpaired', 2)).toMatch(/^Not laid onto sample 2/)
    expect(fitWords('allAtoms', 0)).toContain('no polymer')
    expect(shiftWords({ chainId: 'B', angstrom: 2.04 }, 0)).toBe('Ligand B lies 2.0 Å (RMSD) from its place in sample 0.')
  })
})

test('the first view turns the ligand to the viewer', () => {
  expect(turnTowardsViewer({ x: 0, y: 0, z: 3 })).toEqual([0, -0, 0, 1])
  const [x, y, z, w] = turnTowardsViewer({ x: 1, y: 0, z: 0 })
  // Rotating +x by this quaternion gives +z.
  expect(2 * (x * z - w * y)).toBeCloseTo(1)
  expect(turnTowardsViewer({ x: 0, y: 0, z: -2 })).toEqual([1, 0, 0, 0])
})
