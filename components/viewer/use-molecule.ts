'use client'
// Binds one pose to the tab's 3D viewer: opens it, draws, repaints, answers hovering and keys. Its answer says what is on the screen.
import type { AtomSpec, GLViewer } from '3dmol'
import { useEffect, useRef, useState, type RefObject } from 'react'
import { leaveViewer, openViewer, type Opening } from './molecule-host'
import { plddtOf, type PoseAtom } from './pose-atom'
import { frame, frameFirst, loadPose, paintScene, shareInView, withoutDrawing, type Look, type Scene } from './pose-scene'

export type DrawnPose = { text: string; scene: Scene }
export type ViewerState = { kind: 'opening' } | { kind: 'noWebGl' } | { kind: 'lost' } | { kind: 'failed'; words: string } | { kind: 'open'; viewer: GLViewer }
export type Hovered = { chainId: string; residue: string; atomName: string; plddt: number | null }

type OnHover = (hovered: Hovered | null) => void

const HOVER_MS = 60

/** Takes the viewer for as long as the component lives. */
export function useViewer(mount: RefObject<HTMLDivElement | null>): ViewerState {
  const [state, setState] = useState<ViewerState>({ kind: 'opening' })
  useEffect(() => {
    const element = mount.current
    if (!element) return
    let gone = false
    const lost = () => setState({ kind: 'lost' })
    element.addEventListener('webglcontextlost', lost, true)
    const opened = (opening: Opening) => {
      if (gone || opening.kind === 'left') return
      setState(opening.kind === 'ready' ? { kind: 'open', viewer: opening.viewer } : { kind: 'noWebGl' })
    }
    const failed = (cause: unknown) => {
      if (!gone) setState({ kind: 'failed', words: cause instanceof Error ? cause.message : String(cause) })
    }
    void openViewer(element).then(opened, failed)
    return () => {
      gone = true
      element.removeEventListener('webglcontextlost', lost, true)
      leaveViewer(element)
    }
  }, [mount])
  return state
}

const hoveredFrom = (atom: AtomSpec): Hovered => ({
  chainId: atom.chain ?? '?',
  residue: `${atom.resn ?? '?'} ${atom.resi ?? ''}`.trim(),
  atomName: atom.atom ?? '?',
  plddt: plddtOf(atom.b),
})

/** What is drawn right now: the pose itself, or the words of a failure to draw it. */
export type Drawn = { text: string | null; problem: string | null }

const NOTHING: Drawn = { text: null, problem: null }

function drawOnce(viewer: GLViewer, text: string, atoms: PoseAtom[]): Drawn {
  try {
    withoutDrawing(viewer, () => loadPose(viewer, text, atoms))
    return { text, problem: null }
  } catch (cause) {
    viewer.removeAllModels()
    viewer.render()
    return { text: null, problem: cause instanceof Error ? cause.message : 'The viewer could not read this file.' }
  }
}

/** Draws the pose when it changes and repaints when the look does. The camera is framed once and then left to the person; a pocket in focus is framed anew in each pose. */
export function useDrawing(state: ViewerState, pose: DrawnPose | null, look: Look, onHover: OnHover): Drawn {
  const [drawn, setDrawn] = useState<Drawn>(NOTHING)
  const framed = useRef<string | null>(null)
  const viewer = state.kind === 'open' ? state.viewer : null
  const text = pose?.text ?? null
  const atoms = pose?.scene.atoms ?? null
  useEffect(() => {
    if (!viewer) return
    let current = true
    if (text === null && viewer.getModel(0)) clear(viewer)
    const outcome = text === null || atoms === null ? NOTHING : drawOnce(viewer, text, atoms)
    queueMicrotask(() => {
      if (!current) return
      onHover(null)
      setDrawn(outcome)
    })
    return () => {
      current = false
    }
  }, [viewer, text, atoms, onHover])
  useEffect(() => {
    if (!viewer || pose === null || drawn.text !== pose.text) return
    // Framed before it is painted, and drawn with the paint.
    withoutDrawing(viewer, () => {
      if (framed.current === null) frameFirst(viewer, pose.scene)
      if (framed.current !== pose.text && look.focus !== null) frame(viewer, pose.scene, look.focus)
    })
    framed.current = pose.text
    paintScene(viewer, pose.scene, look)
  }, [viewer, pose, drawn, look])
  return drawn
}

/** For every atom 3Dmol builds a shape that the pointer can meet, as costly as the picture itself: once there is a pointer over it. */
export function useHovering(mount: RefObject<HTMLElement | null>, state: ViewerState, drawn: { text: string | null }, onHover: OnHover): void {
  const viewer = state.kind === 'open' ? state.viewer : null
  useEffect(() => {
    const element = mount.current
    if (!element || !viewer || drawn.text === null) return
    const begin = (event: PointerEvent) => {
      if (event.pointerType === 'touch' || event.buttons !== 0) return
      element.removeEventListener('pointermove', begin)
      viewer.setHoverDuration(HOVER_MS)
      viewer.setHoverable({}, true, (atom: AtomSpec) => onHover(hoveredFrom(atom)), () => onHover(null))
      viewer.render()
    }
    element.addEventListener('pointermove', begin)
    return () => element.removeEventListener('pointermove', begin)
  }, [mount, viewer, drawn, onHover])
}

/** 3Dmol keeps the height of what it shows: where the picture becomes narrower than it is high, its sides are brought back into view. */
export function useWholeWidth(mount: RefObject<HTMLElement | null>, state: ViewerState): void {
  const viewer = state.kind === 'open' ? state.viewer : null
  useEffect(() => {
    const element = mount.current
    if (!element || !viewer) return
    const share = () => shareInView({ width: element.clientWidth, height: element.clientHeight })
    let shown = share()
    const observer = new ResizeObserver(() => {
      const next = share()
      if (next === shown || next === 0) return
      if (shown > 0) viewer.zoom(next / shown)
      shown = next
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [mount, viewer])
}

/** An old pose is never left standing while another is being read. */
function clear(viewer: GLViewer): void {
  withoutDrawing(viewer, () => {
    viewer.removeAllLabels()
    viewer.removeAllShapes()
    viewer.removeAllModels()
  })
  viewer.render()
}

const TURN_DEGREES = 12
const ZOOM = 1.18

const KEYS: Record<string, (viewer: GLViewer) => void> = {
  ArrowLeft: (viewer) => void viewer.rotate(-TURN_DEGREES, 'vy'),
  ArrowRight: (viewer) => void viewer.rotate(TURN_DEGREES, 'vy'),
  ArrowUp: (viewer) => void viewer.rotate(-TURN_DEGREES, 'vx'),
  ArrowDown: (viewer) => void viewer.rotate(TURN_DEGREES, 'vx'),
  '+': (viewer) => void viewer.zoom(ZOOM),
  '=': (viewer) => void viewer.zoom(ZOOM),
  '-': (viewer) => void viewer.zoom(1 / ZOOM),
}

/** Turns and zooms by key; true when the key meant something. */
export function turnByKey(viewer: GLViewer, key: string): boolean {
  const act = KEYS[key]
  act?.(viewer)
  return act !== undefined
}
