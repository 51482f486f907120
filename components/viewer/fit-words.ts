// How the shown sample lies against the first one, in words: a sample that could not be laid onto it never looks as if it had been.
import type { Fit, LigandShift } from './read-pose'

/** Empty where nothing needs saying: the first sample itself, or one laid onto it by its polymers. */
export function fitWords(fit: Fit, first: number): string {
  switch (fit) {
    case 'reference':
    case 'polymers':
      return ''
    case 'allAtoms':
      return `Laid onto sample ${first} by all atoms, since there is no polymer to go by.`
    case 'unpaired':
      return `Not laid onto sample ${first}: their atoms do not pair. It is shown as its file has it.`
    case 'referenceUnread':
      return `Not laid onto sample ${first}, whose file could not be read. It is shown as its own file has it.`
  }
}

export const shiftWords = ({ chainId, angstrom }: LigandShift, first: number): string =>
  `Ligand ${chainId} lies ${angstrom.toFixed(1)} Å (RMSD) from its place in sample ${first}.`
