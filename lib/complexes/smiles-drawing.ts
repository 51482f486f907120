// Draws a molecule in 2D as SVG for a light or a dark page. Only lines, wedges and letters leave this file: OpenChemLib's own
// <style> element would break the content security policy, and its colours are made for white paper.
import { SmilesParser } from 'openchemlib'

export type DrawingOptions = { width: number; height: number; dark: boolean }

type Colour = [red: number, green: number, blue: number]

const WHITE: Colour = [255, 255, 255]
const BLACK: Colour = [0, 0, 0]
/** Contrast that WCAG asks of small text. */
const CONTRAST = 4.5

const PLAIN = { suppressChiralText: true, suppressESR: true, suppressCIPParity: true, noStereoProblem: true }

/** Relative luminance as WCAG 2 defines it. */
function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((channel) => {
    const share = channel / 255
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as Colour
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** The colour, moved towards white on a dark page (black on a light one) until it can be read. */
function readable(colour: Colour, dark: boolean): string {
  const [page, ink]: [Colour, Colour] = dark ? [[24, 24, 27], WHITE] : [WHITE, BLACK]
  for (let step = 0; step <= 10; step += 1) {
    const mixed = colour.map((channel, index) => Math.round(channel + ((ink[index] ?? channel) - channel) * (step / 10))) as Colour
    const [higher = 0, lower = 0] = [luminance(mixed), luminance(page)].sort((a, b) => b - a)
    if ((higher + 0.05) / (lower + 0.05) >= CONTRAST) return `rgb(${mixed.join(',')})`
  }
  return `rgb(${ink.join(',')})`
}

function recolour(element: string, dark: boolean): string {
  return element.replace(/rgb\((\d+),(\d+),(\d+)\)/g, (_match, red: string, green: string, blue: string) =>
    readable([Number(red), Number(green), Number(blue)], dark),
  )
}

/**
 * The SVG text of a molecule, transparent behind. Throws what OpenChemLib throws on a SMILES that can not be read:
 * call `analyseSmiles` first.
 */
export function drawSmiles(text: string, { width, height, dark }: DrawingOptions): string {
  const structure = new SmilesParser({ skipCoordinateTemplates: true }).parseMolecule(text)
  const drawing = structure.toSVG(width, height, 'molecule', PLAIN)
  const shapes = (drawing.match(/<text [^>]*>[^<]*<\/text>|<(?:line|polygon) [^>]*\/>/g) ?? []).filter((shape) => !shape.includes('class='))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
    ' font-family="sans-serif" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">',
    ...shapes.map((shape) => recolour(shape, dark)),
    '</svg>',
  ].join('')
}
