// Monatomic ions and metals by their code in the Chemical Component Dictionary.
// Boltz 2.2.1 writes many ions given as SMILES with the wrong element; given by code they all come out right.

/** Element and charge to CCD code. Each was looked up in the dictionary; the unit test checks them against the table. */
const ION_CODES: Record<string, string> = {
  'Li+1': 'LI', 'Na+1': 'NA', 'K+1': 'K', 'Rb+1': 'RB', 'Cs+1': 'CS', 'Ag+1': 'AG', 'Tl+1': 'TL', 'Au+1': 'AU', 'Cu+1': 'CU1',
  'Mg+2': 'MG', 'Ca+2': 'CA', 'Sr+2': 'SR', 'Ba+2': 'BA', 'Mn+2': 'MN', 'Fe+2': 'FE2', 'Co+2': 'CO', 'Ni+2': 'NI', 'Cu+2': 'CU',
  'Zn+2': 'ZN', 'Cd+2': 'CD', 'Hg+2': 'HG', 'Pb+2': 'PB', 'Pt+2': 'PT', 'Pd+2': 'PD', 'Mn+3': 'MN3', 'Fe+3': 'FE', 'Co+3': '3CO', 'Ni+3': '3NI',
  'Al+3': 'AL', 'Ga+3': 'GA', 'In+3': 'IN', 'Cr+3': 'CR', 'Au+3': 'AU3', 'Y+3': 'YT3', 'La+3': 'LA', 'Eu+2': 'EU', 'Eu+3': 'EU3', 'Gd+3': 'GD3', 'Tb+3': 'TB', 'Sm+3': 'SM', 'Yb+3': 'YB',
  'F-1': 'F', 'Cl-1': 'CL', 'Br-1': 'BR', 'I-1': 'IOD',
}

/** Commonest charge, for a metal written without one. */
const COMMON_CHARGE: Record<string, number> = {
  Li: 1, Na: 1, K: 1, Rb: 1, Cs: 1, Ag: 1, Mg: 2, Ca: 2, Sr: 2, Ba: 2, Mn: 2, Fe: 2, Co: 2, Ni: 2, Cu: 2, Zn: 2, Cd: 2, Hg: 2, Pb: 2, Pt: 2, Pd: 2, Al: 3, Ga: 3, Cr: 3, Eu: 3, Gd: 3, Tb: 3, Sm: 3, Yb: 3, La: 3, Y: 3,
}

const signed = (charge: number) => (charge < 0 ? String(charge) : `+${charge}`)

/** The CCD code of a lone atom; a metal without a charge gets the code of its commonest ion; null: none known. */
export function codeOfIon(symbol: string, charge: number): string | null {
  const exact = ION_CODES[`${symbol}${signed(charge)}`]
  if (exact !== undefined) return exact
  const common = COMMON_CHARGE[symbol]
  return common === undefined ? null : (ION_CODES[`${symbol}+${common}`] ?? null)
}

/** Elements that Boltz 2.2.1 builds as themselves from a SMILES, besides H, C, N, O, F, P, S, Cl, Br, I and B. */
const WRITTEN_RIGHT = new Set(['Fe', 'Zn', 'Mg', 'Mn', 'K', 'Li', 'Se', 'Si', 'Hg', 'Pt', 'Au', 'Ag'])
const ORGANIC = new Set(['H', 'C', 'N', 'O', 'F', 'P', 'S', 'Cl', 'Br', 'I', 'B', 'Se', 'Si', 'As', 'Te'])

/** Neither organic nor a half-metal that organic molecules carry. */
export function isMetal(symbol: string): boolean {
  return !ORGANIC.has(symbol)
}

/** Boltz 2.2.1 names the atom so that its writer takes it for another element. */
export function isWrittenAsAnotherElement(symbol: string): boolean {
  return isMetal(symbol) && !WRITTEN_RIGHT.has(symbol)
}
