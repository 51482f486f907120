// What the check must be able to ask about molecules. The server knows everything; a browser may not have loaded it yet.

/** A molecule read from SMILES. */
export type Molecule = {
  ok: true
  heavyAtoms: number
  /** Heavy atoms and hydrogens. */
  atoms: number
  /** Hill-like formula without charge, e.g. C9H8O4. */
  formula: string
  /** Net formal charge. */
  charge: number
  /** Distinct element symbols, hydrogen left out. */
  elements: string[]
  /** Heavy atoms of each disconnected part, largest first; more than one part means a salt or a mixture. */
  fragments: number[]
  /** Tetrahedral centres whose handedness the SMILES leaves open. */
  undefinedStereocentres: number
  /** Double bonds whose E/Z the SMILES leaves open. */
  undefinedDoubleBonds: number
  /** Monatomic ions and metals among the parts, with the CCD code to use instead (null: none known). */
  ions: { symbol: string; charge: number; code: string | null }[]
  /** The same text for the same molecule, however it was written. */
  identity: string
}

/** Why a SMILES can not be read; `position` counts characters from 1. */
export type SmilesFault = { ok: false; message: string; position: number | null }

export type SmilesAnalysis = Molecule | SmilesFault

/** One entry of wwPDB's Chemical Component Dictionary. */
export type Component = {
  code: string
  name: string
  /** As the dictionary writes it, e.g. `C10 H16 N5 O13 P3`; null when it does not say. */
  formula: string | null
  heavyAtoms: number
  /** All atoms, hydrogens included. */
  atoms: number
  /** The dictionary's type, e.g. `NON-POLYMER`, `L-PEPTIDE LINKING`. */
  type: string
  /** Other names, cut after 80 characters; null when there are none. */
  synonyms: string | null
  /** Withdrawn by wwPDB, with the code that replaced it when there is one. */
  obsolete: { replacedBy: string | null } | null
}

/** `'unavailable'`: this process has not loaded the tables; the check skips the question, the server never does. */
export type Chemistry = {
  smiles(text: string): SmilesAnalysis | 'unavailable'
  component(code: string): Component | null | 'unavailable'
  /** Components whose code is close to an unknown one, best first. */
  similarComponents?(code: string): Component[]
}

/** Suggestions are searched in 49,000 entries, up to 0.1 s each; nobody mends more unknown codes than these at once. */
const MOST_SUGGESTED = 3

/** The same knowledge, asked once per molecule: a check asks up to four times, and a large SMILES takes a second to read. */
export function rememberAnswers(chemistry: Chemistry): Chemistry {
  const read = new Map<string, SmilesAnalysis | 'unavailable'>()
  let suggested = 0
  return {
    ...chemistry,
    smiles(text) {
      const answer = read.get(text) ?? chemistry.smiles(text)
      read.set(text, answer)
      return answer
    },
    similarComponents(code) {
      suggested += 1
      return suggested > MOST_SUGGESTED ? [] : (chemistry.similarComponents?.(code) ?? [])
    },
  }
}
