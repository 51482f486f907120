// Draws a molecule in 2D as SVG for a light or a dark page. Only lines, wedges and letters leave this file: OpenChemLib's own
// <style> element would break the content security policy, and its colours are made for white paper.
import { SmilesParser } from 'openchemlib'

export type DrawingOptions = { width: number; height: number; dark: boolean }

type Colour = [red: number, green: number, blue: number]

const WHITE: Colour = [255, 255, 255]
const BLACK: Colour = [0, 0, 0]
const DARK_PAGE: Colour = [24, 24, 27]
const LIGHT_INK: Colour = [228, 228, 231]
/** Contrast that WCAG asks of small text. */
const CONTRAST = 4.5

const PLAIN = { suppressChiralText: true, suppressESR: true, suppressCIPParity: true, noStereoProblem: true }

/** Relative luminance as WCAG 2 defines it. */
function luminance([red, green, blue]: Colour): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

function linear(channel: number): number {
  const share = channel / 255
  return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}

function contrast(one: Colour, other: Colour): number {
  const [lower, higher] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return ((higher ?? 1) + 0.05) / ((lower ?? 0) + 0.05)
}

/** `share` of the way from one colour to another. */
function mix([red, green, blue]: Colour, [red2, green2, blue2]: Colour, share: number): Colour {
  const between = (from: number, to: number) => Math.round(from + (to - from) * share)
  return [between(red, red2), between(green, green2), between(blue, blue2)]
}

/** Bonds in the page's ink; element colours moved towards it until they can be read. */
function readable(colour: Colour, dark: boolean): Colour {
  const page = dark ? DARK_PAGE : WHITE
  const ink = dark ? LIGHT_INK : BLACK
  if (colour.every((channel) => channel === 0)) return ink
  for (let share = 0; share < 1; share += 0.1) {
    const mixed = mix(colour, ink, share)
    if (contrast(mixed, page) >= CONTRAST) return mixed
  }
  return ink
}

function recolour(element: string, dark: boolean): string {
  return element.replace(/rgb\((\d+),(\d+),(\d+)\)/g, (_match, red: string, green: string, blue: string) => {
    return `rgb(${readable([Number(red), Number(green), Number(blue)], dark).join(',')})`
  })
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
