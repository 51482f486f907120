'use client'
// Draws one pose: cartoon for polymers, sticks for ligands, spheres for ions, in one of three colourings, and the pocket when asked.
import type { AtomSelectionSpec, AtomSpec, AtomStyleSpec, GLViewer } from '3dmol'
import { chainColours, elementColour, plddtColour, type ColourMode } from './colouring'
import { pocketResidues, polarContacts, type PocketResidue } from './pocket'
import type { PoseAtom } from './pose-atom'
import { turnTowardsViewer } from './facing'
import { centreOf } from './point'
import type { PoseChain } from './pose-chains'

export type Look = {
  mode: ColourMode
  dark: boolean
  /** Chain id of the ligand in focus, or null for the whole. */
  focus: string | null
}

export type Scene = { atoms: PoseAtom[]; chains: PoseChain[]; pocket: PocketResidue[] }

const BACKGROUND = { light: '#ffffff', dark: '#10191a' } as const
const STICK_ANGSTROM = 0.28
const BALL_SCALE = 0.3
/** 3Dmol frames generously; this much nearer nothing is cut off. */
const NEARER = 1.1
const POCKET_STICK_ANGSTROM = 0.11
/** 3Dmol frames a pocket to its outermost atom's centre; this much farther away, sticks and labels have room as well. */
const POCKET_ROOM = 0.85
/** A narrower picture than this is not one that anybody looks at. */
const NARROWEST = 0.3
const ION_SCALE = 0.45

export const backgroundOf = (dark: boolean): string => (dark ? BACKGROUND.dark : BACKGROUND.light)

/**
 * 3Dmol draws the whole scene after every move and every removal; a software renderer takes 0.1 s for each. Nothing is drawn while
 * `act` runs; whoever uses this ends with `render`.
 */
export function withoutDrawing(viewer: GLViewer, act: () => void): void {
  // `show` is what all of them end with; it is not in the types, and the viewer's own stands in its prototype.
  const drawing = viewer as unknown as { show?: () => void }
  drawing.show = () => undefined
  try {
    act()
  } finally {
    delete drawing.show
  }
}

/**
 * Replaces what is shown by the pose in `text`, of which `atoms` is our own reading, laid onto the first sample. The camera stays.
 * Throws when 3Dmol cannot read it, or reads fewer atoms.
 */
export function loadPose(viewer: GLViewer, text: string, atoms: PoseAtom[]): void {
  viewer.removeAllLabels()
  viewer.removeAllShapes()
  viewer.removeAllModels()
  const model = viewer.addModel(text, 'cif')
  const drawn = model.selectedAtoms({})
  if (drawn.length < atoms.length) throw new Error(`The viewer found ${drawn.length} of ${atoms.length} atoms.`)
  // 3Dmol keeps the order of the file, goes by the author's names of chains, and reads further models as well.
  atoms.forEach((atom, index) => Object.assign(drawn[index] ?? {}, asRead(atom)))
  if (drawn.length > atoms.length) model.removeAtoms(drawn.slice(atoms.length))
}

const asRead = ({ x, y, z, chainId, residueNumber, plddt }: PoseAtom): AtomSpec => ({ x, y, z, chain: chainId, resi: residueNumber, b: plddt ?? undefined })

type Paint = (atom: AtomSpec) => string

/** The colour of an atom: one rule for the whole picture, so that a colour means what the legend says also in the pocket. */
function paintOf(look: Look, chains: PoseChain[]): Paint {
  if (look.mode === 'element') return (atom) => elementColour(atom.elem ?? '', look.dark)
  if (look.mode === 'plddt') return (atom) => plddtColour(atom.b ?? null)
  const byChain = chainColours(chains.map((chain) => chain.chainId))
  return (atom) => byChain.get(atom.chain ?? '') ?? '#888888'
}

function styleOf(chain: PoseChain, paint: Paint): AtomStyleSpec {
  if (chain.kind === 'ion') return { sphere: { scale: ION_SCALE, colorfunc: paint } }
  if (chain.kind === 'ligand') return { stick: { radius: STICK_ANGSTROM, colorfunc: paint }, sphere: { scale: BALL_SCALE, colorfunc: paint } }
  return { cartoon: { colorfunc: paint, arrows: true, opacity: 1 } }
}

const residueOf = ({ chainId, residueNumber }: PocketResidue): AtomSelectionSpec => ({ chain: chainId, resi: residueNumber })

function drawPocket(viewer: GLViewer, scene: Scene, focus: string, look: Look, paint: Paint): void {
  if (scene.pocket.length > 0) viewer.addStyle({ or: scene.pocket.map(residueOf) }, { stick: { radius: POCKET_STICK_ANGSTROM, colorfunc: paint } })
  for (const contact of polarContacts(scene.atoms, focus)) {
    viewer.addCylinder({
      start: contact.ligand,
      end: contact.partner,
      radius: 0.05,
      dashed: true,
      dashLength: 0.2,
      gapLength: 0.2,
      color: look.dark ? '#f5d76e' : '#7a5b00',
    })
  }
  for (const residue of scene.pocket) labelResidue(viewer, scene.atoms, residue, look)
}

function labelResidue(viewer: GLViewer, atoms: PoseAtom[], residue: PocketResidue, look: Look): void {
  const own = atoms.filter((atom) => atom.chainId === residue.chainId && atom.residueNumber === residue.residueNumber)
  const anchor = own.find((atom) => atom.atomName === 'CB') ?? own.find((atom) => atom.atomName === 'CA') ?? own[0]
  if (!anchor) return
  viewer.addLabel(`${residue.residueName}${residue.residueNumber}`, {
    position: { x: anchor.x, y: anchor.y, z: anchor.z },
    fontSize: 11,
    fontColor: look.dark ? '#e5ecea' : '#13201f',
    backgroundColor: backgroundOf(look.dark),
    backgroundOpacity: 0.72,
    inFront: true,
  })
}

/** Applies colours, pocket and background. The camera stays. */
export function paintScene(viewer: GLViewer, scene: Scene, look: Look): void {
  const paint = paintOf(look, scene.chains)
  withoutDrawing(viewer, () => {
    viewer.removeAllLabels()
    viewer.removeAllShapes()
    viewer.setBackgroundColor(backgroundOf(look.dark), 1)
    for (const chain of scene.chains) viewer.setStyle({ chain: chain.chainId }, styleOf(chain, paint))
    if (look.focus !== null) drawPocket(viewer, scene, look.focus, look, paint)
  })
  viewer.render()
}

/** The view one begins with: everything in the frame, the first ligand towards the viewer. */
export function frameFirst(viewer: GLViewer, scene: Scene): void {
  viewer.zoomTo({})
  viewer.zoom(NEARER * shareInView(viewer.getCanvas()))
  const ligand = scene.chains.find((chain) => chain.kind === 'ligand')
  const here = centreOf(scene.atoms.filter((atom) => atom.chainId === ligand?.chainId))
  const middle = centreOf(scene.atoms)
  if (here === null || middle === null) return
  const turn = turnTowardsViewer({ x: here.x - middle.x, y: here.y - middle.y, z: here.z - middle.z })
  viewer.setView([...viewer.getView().slice(0, 4), ...turn])
}

/** Frames the ligand in focus with every residue of its pocket, or everything. At once: 3Dmol's moves add up when a second overtakes the first. */
export function frame(viewer: GLViewer, { atoms }: Pick<Scene, 'atoms'>, focus: string | null): void {
  if (focus === null) {
    viewer.zoomTo({})
    viewer.zoom(shareInView(viewer.getCanvas()))
    return
  }
  viewer.zoomTo({ or: [{ chain: focus }, ...pocketResidues(atoms, focus).map(residueOf)] })
  viewer.zoom(POCKET_ROOM * shareInView(viewer.getCanvas()))
}

/** What is left of 3Dmol's zoom, which goes by the height alone: where the picture is narrower, its width decides. 0 while nothing is laid out. */
export const shareInView = ({ width, height }: { width: number; height: number }): number =>
  (height === 0 || width === 0 ? 0 : Math.max(NARROWEST, Math.min(1, width / height)))
