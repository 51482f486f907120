'use client'
// Draws one pose: cartoon for polymers, sticks for ligands, spheres for ions, in one of three colourings, and the pocket when asked.
import type { AtomSpec, AtomStyleSpec, GLViewer } from '3dmol'
import { chainColours, elementColour, plddtColour, type ColourMode } from './colouring'
import { polarContacts, POCKET_ANGSTROM, type PocketResidue } from './pocket'
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
const ION_SCALE = 0.45

export const backgroundOf = (dark: boolean): string => (dark ? BACKGROUND.dark : BACKGROUND.light)

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

/** The colour of an atom. Where contacts are read, in the pocket, elements other than carbon keep their own colour. */
function paints(look: Look, chains: PoseChain[]): { ribbon: Paint; stick: Paint } {
  const byChain = chainColours(chains.map((chain) => chain.chainId))
  const chainColour: Paint = (atom) => byChain.get(atom.chain ?? '') ?? '#888888'
  const byPlddt: Paint = (atom) => plddtColour(atom.b ?? null)
  const byElement: Paint = (atom) => elementColour(atom.elem ?? '', look.dark)
  const carbonsBy = (paint: Paint): Paint => (atom) => (atom.elem === 'C' ? paint(atom) : byElement(atom))
  if (look.mode === 'element') return { ribbon: byElement, stick: byElement }
  if (look.mode === 'chain') return { ribbon: chainColour, stick: carbonsBy(chainColour) }
  return { ribbon: byPlddt, stick: look.focus === null ? byPlddt : carbonsBy(byPlddt) }
}

function styleOf(chain: PoseChain, paint: { ribbon: Paint; stick: Paint }): AtomStyleSpec {
  if (chain.kind === 'ion') return { sphere: { scale: ION_SCALE, colorfunc: paint.stick } }
  if (chain.kind === 'ligand') return { stick: { radius: STICK_ANGSTROM, colorfunc: paint.stick }, sphere: { scale: BALL_SCALE, colorfunc: paint.stick } }
  return { cartoon: { colorfunc: paint.ribbon, arrows: true, opacity: 1 } }
}

function drawPocket(viewer: GLViewer, scene: Scene, focus: string, look: Look, paint: { ribbon: Paint; stick: Paint }): void {
  const around = { within: { distance: POCKET_ANGSTROM, sel: { chain: focus } }, byres: true, not: { chain: focus } }
  viewer.addStyle(around, { stick: { radius: POCKET_STICK_ANGSTROM, colorfunc: paint.stick } })
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
  const paint = paints(look, scene.chains)
  viewer.removeAllLabels()
  viewer.removeAllShapes()
  viewer.setBackgroundColor(backgroundOf(look.dark), 1)
  for (const chain of scene.chains) viewer.setStyle({ chain: chain.chainId }, styleOf(chain, paint))
  if (look.focus !== null) drawPocket(viewer, scene, look.focus, look, paint)
  viewer.render()
}

/** The view one begins with: everything in the frame, the first ligand towards the viewer. */
export function frameFirst(viewer: GLViewer, scene: Scene): void {
  viewer.zoomTo({})
  viewer.zoom(NEARER)
  const ligand = scene.chains.find((chain) => chain.kind === 'ligand')
  const here = centreOf(scene.atoms.filter((atom) => atom.chainId === ligand?.chainId))
  const middle = centreOf(scene.atoms)
  if (here === null || middle === null) return
  const turn = turnTowardsViewer({ x: here.x - middle.x, y: here.y - middle.y, z: here.z - middle.z })
  viewer.setView([...viewer.getView().slice(0, 4), ...turn])
}

/** Frames the ligand in focus with its surroundings, or everything. */
export function frame(viewer: GLViewer, focus: string | null, milliseconds: number): void {
  if (focus === null) viewer.zoomTo({}, milliseconds)
  else viewer.zoomTo({ within: { distance: POCKET_ANGSTROM, sel: { chain: focus } } }, milliseconds)
}
