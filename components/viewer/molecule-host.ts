'use client'
// The one 3D viewer of a browser tab. 3Dmol binds listeners to the window for ever, so its host element is moved between mounts
// and never made twice; a second mount at the same time takes the viewer away from the first.
import type { GLViewer } from '3dmol'

export type Opening = { kind: 'ready'; viewer: GLViewer } | { kind: 'noWebGl' } | { kind: 'left' }

let host: HTMLDivElement | null = null
let viewer: GLViewer | null = null

function hostElement(): HTMLDivElement {
  if (host) return host
  host = document.createElement('div')
  Object.assign(host.style, { position: 'relative', width: '100%', height: '100%' })
  return host
}

function hasWebGl(): boolean {
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('webgl2') ?? canvas.getContext('webgl')
  context?.getExtension('WEBGL_lose_context')?.loseContext()
  return context !== null
}

/** Moves the viewer into `mount`, making it the first time. `left` when the mount was gone before it could be made. */
export async function openViewer(mount: HTMLElement): Promise<Opening> {
  const element = hostElement()
  mount.append(element)
  if (viewer) {
    viewer.resize()
    return { kind: 'ready', viewer }
  }
  const { createViewer } = await import('3dmol')
  if (!element.isConnected) return { kind: 'left' }
  try {
    viewer ??= createViewer(element, { antialias: true, disableFog: false }) ?? null
  } catch (cause) {
    // Asked only now: a context made to find out costs as much as the viewer's own.
    if (hasWebGl()) throw cause
  }
  return viewer ? { kind: 'ready', viewer } : { kind: 'noWebGl' }
}

/** Takes the host out of `mount`, unless another mount has it by now; what was shown is cleared so that it never returns under another label. */
export function leaveViewer(mount: HTMLElement): void {
  if (!host || host.parentElement !== mount) return
  host.remove()
  viewer?.spin(false)
  viewer?.removeAllModels()
  viewer?.removeAllShapes()
  viewer?.removeAllLabels()
}
