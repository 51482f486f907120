// @vitest-environment jsdom
import { GLModel, type GLViewer } from '3dmol'
import { expect, test, vi } from 'vitest'
import { loadPose } from '@/components/viewer/pose-scene'
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
