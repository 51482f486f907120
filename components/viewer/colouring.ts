// The three colourings of a pose as functions of an atom: pLDDT bands, chain, element. Every colour holds on a light and on a dark ground.
import { plddtBand } from '@/lib/results/meaning'

export const COLOUR_MODES = [
  { mode: 'plddt', label: 'pLDDT' },
  { mode: 'chain', label: 'Chain' },
  { mode: 'element', label: 'Element' },
] as const
export type ColourMode = (typeof COLOUR_MODES)[number]['mode']

/** Twelve hues told apart by people with colour blindness as far as twelve can be; further chains start again. */
const CHAIN_COLOURS = [
  '#3a86a8', '#d98b1f', '#4a9d6a', '#b5589b', '#7a6cc9', '#c4563f',
  '#8a9a2b', '#2f6fbf', '#a8763e', '#1f9e98', '#d0739b', '#6f7f88',
] as const

/** A colour for each chain id, by its place in the file. */
export function chainColours(chainIds: readonly string[]): Map<string, string> {
  return new Map(chainIds.map((id, index) => [id, CHAIN_COLOURS[index % CHAIN_COLOURS.length] ?? CHAIN_COLOURS[0]]))
}

/** The familiar element colours, darkened or lightened where the ground asks for it. */
const ELEMENT_COLOURS: Record<string, { light: string; dark: string }> = {
  C: { light: '#6d7a78', dark: '#a9b7b5' },
  N: { light: '#2b5fd0', dark: '#6f9bff' },
  O: { light: '#d0342c', dark: '#ff6f63' },
  S: { light: '#b58900', dark: '#f2c94c' },
  P: { light: '#d2691e', dark: '#ff9d4d' },
  F: { light: '#2e9e4f', dark: '#6fdc8c' },
  CL: { light: '#2e9e4f', dark: '#6fdc8c' },
  BR: { light: '#8c3b1f', dark: '#d07a55' },
  I: { light: '#6a2d9c', dark: '#b889e6' },
  MG: { light: '#2f8f2f', dark: '#7ddc7d' },
  ZN: { light: '#5c6fa8', dark: '#a3b3ea' },
  FE: { light: '#b0561b', dark: '#f0985c' },
  CA: { light: '#4a8f3a', dark: '#93d583' },
}

const OTHER_ELEMENT = { light: '#8a4fb0', dark: '#c79be6' }

export function elementColour(element: string, dark: boolean): string {
  const pair = ELEMENT_COLOURS[element.toUpperCase()] ?? OTHER_ELEMENT
  return dark ? pair.dark : pair.light
}

/** What is drawn without a pLDDT has no band. */
const NO_SCORE = '#9aa5a3'

/** The AlphaFold band of a pLDDT between 0 and 100. */
export const plddtColour = (plddt: number | null): string =>
  plddt === null || !Number.isFinite(plddt) ? NO_SCORE : plddtBand(plddt).colour
