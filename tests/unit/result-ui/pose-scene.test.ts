// @vitest-environment jsdom
import { GLModel, type GLViewer } from '3dmol'
import { expect, test, vi } from 'vitest'
import { frame, loadPose, paintScene } from '@/components/viewer/pose-scene'
import { elementColour } from '@/components/viewer/colouring'
import { pocketResidues } from '@/components/viewer/pocket'
import { readPose } from '@/components/viewer/read-pose'
import { COMPLEX, poseCif } from '@/tests/support/boltz-files'

/** 3Dmol's own reader behind a viewer that draws nothing: jsdom has no WebGL. */
function viewerOf() {
  const models: GLModel[] = []
  const addModel = (text: string, format: string) => {
    const model = new GLModel(models.length, {})
    model.addMolData(text, format, {})
    models.push(model)
    return model
  }
  const nothing = vi.fn()
  const viewer: Pick<GLViewer, 'addModel' | 'removeAllLabels' | 'removeAllShapes' | 'removeAllModels'> = {
    addModel,
    removeAllLabels: nothing,
    removeAllShapes: nothing,
    removeAllModels: nothing,
  }
  return { viewer: viewer as GLViewer, drawn: () => models[0]?.selectedAtoms({}) ?? [] }
}

const load = (text: string) => {
  const pose = readPose(text)
  if (pose === null) throw new Error('the pose must be readable')
  const { viewer, drawn } = viewerOf()
  loadPose(viewer, text, pose.atoms)
  return { pose, drawn: drawn() }
}

const named = (atoms: { chain?: string; resi?: number; x?: number }[]) => atoms.map(({ chain, resi, x }) => [chain, resi, x])

test('3Dmol draws the atoms that we read, under the same names', () => {
  const { pose, drawn } = load(poseCif(COMPLEX))
  expect(pose.atoms.length).toBeGreaterThan(20)
  expect(named(drawn)).toEqual(pose.atoms.map(({ chainId, residueNumber, x }) => [chainId, residueNumber, x]))
})

test('also where the author calls the chains otherwise, or the file holds further models', () => {
  const columns = (line: string) => line.split(' ')
  const lines = poseCif(COMPLEX).split('\n')
  const renamed = lines.map((line) => (/^(ATOM|HETATM) /.test(line) ? columns(line).with(15, 'Z').with(7, '.').join(' ') : line))
  const atoms = renamed.filter((line) => /^(ATOM|HETATM) /.test(line))
  const last = renamed.findLastIndex((line) => /^(ATOM|HETATM) /.test(line))
  const twice = [...renamed.slice(0, last + 1), ...atoms.map((line) => columns(line).with(18, '2').join(' ')), ...renamed.slice(last + 1)].join('\n')
  const { pose, drawn } = load(twice)
  expect(pose.atoms).toHaveLength(atoms.length)
  expect(named(drawn)).toEqual(pose.atoms.map(({ chainId, residueNumber, x }) => [chainId, residueNumber, x]))
  expect(new Set(drawn.map(({ chain }) => chain))).toEqual(new Set(['A', 'B']))
})

/** A viewer that remembers what it was told to frame and how to paint. */
function recorder() {
  const nothing = vi.fn()
  const zoomTo = vi.fn()
  const zoom = vi.fn()
  const setStyle = vi.fn()
  const addStyle = vi.fn()
  const canvas = Object.assign(document.createElement('canvas'), { width: 300, height: 600 })
  const named = { zoomTo, zoom, setStyle, addStyle, getCanvas: () => canvas }
  const silent = { removeAllLabels: nothing, removeAllShapes: nothing, setBackgroundColor: nothing, addCylinder: nothing, addLabel: nothing, render: nothing }
  return { viewer: { ...named, ...silent } as Partial<GLViewer> as GLViewer, zoomTo, zoom, setStyle, addStyle }
}

function pocketScene() {
  const pose = readPose(poseCif(COMPLEX))
  const ligand = pose?.chains.find((chain) => chain.kind === 'ligand')
  if (!pose || !ligand) throw new Error('the pose must have a ligand')
  const [first] = pose.atoms
  // The fixture's ligand lies free: here it lies beside the first residue.
  const atoms = pose.atoms.map((atom) => (atom.chainId === ligand.chainId && first ? { ...atom, x: first.x + 3, y: first.y, z: first.z } : atom))
  return { focus: ligand.chainId, scene: { ...pose, atoms, pocket: pocketResidues(atoms, ligand.chainId) } }
}

test('a pocket is framed with every residue that is listed for it, farther away in a narrow picture', () => {
  const { focus, scene } = pocketScene()
  expect(scene.pocket.length).toBeGreaterThan(0)
  const { viewer, zoomTo, zoom } = recorder()
  frame(viewer, scene, focus)
  const listed = scene.pocket.map(({ chainId, residueNumber }) => ({ chain: chainId, resi: residueNumber }))
  expect(zoomTo).toHaveBeenCalledExactlyOnceWith({ or: [{ chain: focus }, ...listed] })
  expect(zoom.mock.calls[0]?.[0]).toBeLessThan(0.5)
})

test.each(['plddt', 'chain', 'element'] as const)('by %s, an oxygen of the ligand has the same colour in the pocket as in the whole', (mode) => {
  const { focus, scene } = pocketScene()
  const oxygen = { elem: 'O', chain: focus, b: 95 }
  const colours = [null, focus].map((one) => {
    const { viewer, setStyle } = recorder()
    paintScene(viewer, scene, { mode, dark: false, focus: one })
    const style: unknown = setStyle.mock.calls.find(([selection]) => (selection as { chain: string }).chain === focus)?.[1]
    return (style as { stick: { colorfunc: (atom: object) => string } }).stick.colorfunc(oxygen)
  })
  expect(colours[0]).toBe(colours[1])
  expect(colours[0] === elementColour('O', false)).toBe(mode === 'element')
})
