'use client'
// Saves the picture as PNG with a caption that travels with it: what it is, which sample, and SIMULATED when it was.
import type { GLViewer } from '3dmol'

export type Caption = { title: string; detail: string; simulated: string | null; ink: string; ground: string; warning: string }

const CAPTION_PX = 58
const MARGIN_PX = 16

function loadImage(uri: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image()
    image.onload = () => resolve(image)
    image.onerror = () => reject(new Error('The picture could not be read back from the graphics card.'))
    image.src = uri
  })
}

function writeCaption(pen: CanvasRenderingContext2D, width: number, top: number, scale: number, caption: Caption): void {
  pen.fillStyle = caption.ground
  pen.fillRect(0, top, width, CAPTION_PX * scale)
  pen.textBaseline = 'middle'
  pen.fillStyle = caption.ink
  pen.font = `600 ${15 * scale}px sans-serif`
  pen.fillText(caption.title, MARGIN_PX * scale, top + 19 * scale, width - 2 * MARGIN_PX * scale)
  pen.font = `${12.5 * scale}px sans-serif`
  pen.fillText(caption.detail, MARGIN_PX * scale, top + 41 * scale, width - 2 * MARGIN_PX * scale)
}

/** Burnt in twice, top left and across the lower right, so that cropping one leaves the other. */
function writeWarning(pen: CanvasRenderingContext2D, width: number, height: number, scale: number, caption: Caption): void {
  if (caption.simulated === null) return
  pen.font = `700 ${20 * scale}px sans-serif`
  const length = pen.measureText(caption.simulated).width
  const corners = [
    { left: MARGIN_PX * scale, middle: 26 * scale },
    { left: Math.max(MARGIN_PX * scale, width - length - MARGIN_PX * scale), middle: height - 26 * scale },
  ]
  for (const { left, middle } of corners) {
    pen.fillStyle = caption.ground
    pen.fillRect(left - 8 * scale, middle - 16 * scale, length + 16 * scale, 32 * scale)
    pen.fillStyle = caption.warning
    pen.fillText(caption.simulated, left, middle)
  }
}

const toBlob = (canvas: HTMLCanvasElement): Promise<Blob | null> => new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))

export async function pictureOf(viewer: GLViewer, caption: Caption): Promise<Blob> {
  const image = await loadImage(viewer.pngURI())
  const scale = Math.max(1, image.width / 1_000)
  const canvas = document.createElement('canvas')
  canvas.width = image.width
  canvas.height = image.height + Math.round(CAPTION_PX * scale)
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('This browser cannot make pictures.')
  pen.drawImage(image, 0, 0)
  writeCaption(pen, canvas.width, image.height, scale, caption)
  writeWarning(pen, canvas.width, image.height, scale, caption)
  const blob = await toBlob(canvas)
  if (!blob) throw new Error('The picture could not be saved as PNG.')
  return blob
}

/** Hands a blob to the browser's download. */
export function saveBlob(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

/** A file name from a prediction's name: letters, digits and dashes. */
export const fileStem = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60) || 'prediction'
