// Checks one protein, DNA or RNA: letters, length, what was pasted. Boltz checks none of it.
import { ALPHABETS, cureForLetter, RARE_RESIDUES, type PolymerType } from './alphabet'
import { MOST_TOKENS_EVER } from './check-size'
import { cleanSequence } from './clean-sequence'
import type { Findings } from './findings'
import { looksLikePath } from './path-like'
import { counted } from './place'
import type { Complaint, Entity } from './schema'

export type PolymerEntity = Extract<Entity, { sequence: string }>

/** How many positions a message lists before it only counts. */
const LISTED = 3

/** Positions, from 1, of every letter that is not in `known`. */
function strangeLetters(sequence: string, known: string): Map<string, number[]> {
  const found = new Map<string, number[]>()
  let position = 0
  for (const letter of sequence) {
    position += 1
    if (known.includes(letter)) continue
    const positions = found.get(letter)
    if (positions) positions.push(position)
    else found.set(letter, [position])
  }
  return found
}

function listPositions(positions: number[]): string {
  const listed = positions.slice(0, LISTED).join(', ')
  return positions.length > LISTED ? `${listed} and ${positions.length - LISTED} more` : listed
}

function checkLetters(type: PolymerType, sequence: string, at: string, label: string): Findings {
  const { known, unknown, residue, unknownName } = ALPHABETS[type]
  const complaints: Complaint[] = []
  const warnings: Complaint[] = []
  for (const [letter, positions] of strangeLetters(sequence, known)) {
    const place = `${residue} ${listPositions(positions)}`
    if (unknown.includes(letter)) {
      const meaning = RARE_RESIDUES[letter]
      const named = meaning && type === 'protein' ? `“${letter}” (${meaning})` : `“${letter}”`
      warnings.push({ at, message: `${label}: ${named} at ${place} becomes ${unknownName}, without side-chain chemistry.` })
    } else {
      complaints.push({ at, message: `${label}: “${letter}” at ${place} is not a ${residue}. ${cureForLetter(type, letter)}.` })
    }
  }
  return { complaints, warnings }
}

/** A protein of nothing but A, C, G, T, U, N is nearly always a nucleic acid under the wrong heading. */
function suspectNucleicAcid(type: PolymerType, sequence: string, at: string, label: string): Complaint[] {
  if (type !== 'protein' || sequence.length < 10 || !/^[ACGTUN]+$/.test(sequence)) return []
  return [{ at, message: `${label} holds only letters of DNA or RNA. If it is a nucleic acid, change its type.` }]
}

/** Returns the entity with its sequence cleaned, and what there is to say about it. */
export function checkPolymer(entity: PolymerEntity, index: number, label: string): Findings & { entity: PolymerEntity } {
  const at = `entities.${index}.sequence`
  const refuse = (message: string) => ({ entity, complaints: [{ at, message }], warnings: [] })
  const { sequence, changes, records, header } = cleanSequence(entity.sequence)
  if (records > 1) return refuse(`${label} holds ${records} FASTA records. Give each sequence its own entity.`)
  if (sequence === '' && header !== null) return refuse(`${label} has a FASTA header and no sequence below it. Paste the residues too.`)
  if (sequence === '') return refuse(`${label} has no sequence. Paste one-letter codes.`)
  if (looksLikePath(sequence)) return refuse(`${label}: this looks like the name of a file. Paste the sequence itself.`)
  if (sequence.length > MOST_TOKENS_EVER) {
    const [length, most] = [sequence.length, MOST_TOKENS_EVER].map((count) => count.toLocaleString('en'))
    return refuse(`${label} has ${length} letters; beyond ${most} tokens no GPU holds a complex. Predict a domain of it.`)
  }
  const letters = checkLetters(entity.type, sequence, at, label)
  const cleaned = changes.length > 0 ? [{ at, message: `${label} was cleaned: ${changes.join(', ')}; ${counted(sequence.length, 'residue')} remain.` }] : []
  return {
    entity: { ...entity, sequence },
    complaints: letters.complaints,
    warnings: [...cleaned, ...letters.warnings, ...suspectNucleicAcid(entity.type, sequence, at, label)],
  }
}
