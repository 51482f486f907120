// Reads a pose: chains, residues, atoms, coordinates and B factors of an mmCIF. Refuses what can not be a structure, with the line.
import type { Complaint } from '@/lib/complexes/schema'
import { CAPS } from '@/lib/results/caps'
import { walkRows, type CifRow } from '@/lib/results/mmcif-tokens'

export type PolymerType = 'protein' | 'dna' | 'rna'

export type PoseChain = {
  chainId: string
  entityId: string | null
  /** null for a ligand or ion. */
  polymer: PolymerType | null
  residues: number
  atoms: number
}

export type Pose = {
  chains: PoseChain[]
  atoms: number
  /** B factor of each token in file order, 0 to 100: one per polymer residue, one per ligand atom. null where the file gives none. */
  tokenPlddt: (number | null)[]
  /** `_struct.title` and the like: free words of whoever wrote the file. */
  descriptions: string[]
}

export type PoseOutcome = { ok: true; pose: Pose } | { ok: false; complaints: Complaint[] }

/** Real structures lie within a few hundred Angstrom of the origin; the PDB format ends at 9999. */
const FARTHEST_ANGSTROM = 9_999

const POLYMER_TYPES: [RegExp, PolymerType][] = [
  [/polypeptide/i, 'protein'],
  [/polydeoxyribonucleotide$/i, 'dna'],
  [/polyribonucleotide/i, 'rna'],
]
const DNA_RESIDUES = new Set(['DA', 'DC', 'DG', 'DT', 'DN', 'DU', 'DI'])
const RNA_RESIDUES = new Set(['A', 'C', 'G', 'U', 'N', 'I'])

function polymerByResidue(residue: string): PolymerType {
  if (DNA_RESIDUES.has(residue)) return 'dna'
  return RNA_RESIDUES.has(residue) ? 'rna' : 'protein'
}

/** Control characters, direction marks and the like: no chain can be told apart by them, and a database does not take them all. */
const UNSEEN = /\p{C}/u

/** A number as mmCIF writes it; hexadecimal and the like are none. */
const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/
const LONGEST_NUMBER = 40
const numberIn = (text: string | null): number => (text !== null && text.length <= LONGEST_NUMBER && NUMBER.test(text) ? Number(text) : Number.NaN)

/** A copy of its own: a slice would keep the whole file alive. */
const copied = (text: string): string => Buffer.from(text).toString()

class PoseReader {
  readonly complaints: Complaint[] = []
  private readonly chains = new Map<string, PoseChain & { lastResidue: string | null; seen: Set<string> }>()
  private readonly polymerOfEntity = new Map<string, PolymerType>()
  private readonly tokenPlddt: (number | null)[] = []
  private readonly descriptions: string[] = []
  private firstModel: string | null = null
  private firstPlace: string | null = null
  private spread = false
  private atoms = 0

  complain(line: number, message: string): false {
    this.complaints.push({ at: `line ${line}`, message })
    return false
  }

  visit(category: string, row: CifRow): boolean {
    if (category === '_atom_site') return this.atom(row)
    if (category === '_struct' || category === '_entry') this.describe(row)
    if (category === '_entity_poly') this.polymer(row)
    return true
  }

  private describe(row: CifRow): void {
    for (const column of ['id', 'title', 'pdbx_descriptor', 'pdbx_model_details']) {
      const words = row.word(column)
      if (words && this.descriptions.length < 8) this.descriptions.push(copied(words.slice(0, 500)))
    }
  }

  private polymer(row: CifRow): void {
    const entity = row.word('entity_id')
    const type = POLYMER_TYPES.find(([pattern]) => pattern.test(row.word('type') ?? ''))?.[1]
    if (entity && type && this.polymerOfEntity.size < CAPS.chains) this.polymerOfEntity.set(entity, type)
  }

  private atom(row: CifRow): boolean {
    const model = row.word('pdbx_PDB_model_num') ?? '1'
    this.firstModel ??= model
    if (model !== this.firstModel) return true
    this.atoms += 1
    if (this.atoms > CAPS.atoms) return this.complain(row.line, `The structure has more than ${CAPS.atoms} atoms.`)
    const place = [row.word('Cartn_x'), row.word('Cartn_y'), row.word('Cartn_z')]
    const lost = place.find((text) => !Number.isFinite(numberIn(text)))
    if (lost !== undefined) return this.complain(row.line, `Atom ${this.atoms} has a coordinate that is not a number (${String(lost).slice(0, 20)}).`)
    if (place.some((text) => Math.abs(Number(text)) > FARTHEST_ANGSTROM)) {
      return this.complain(row.line, `Atom ${this.atoms} lies farther than ${FARTHEST_ANGSTROM} Angstrom from the origin.`)
    }
    const written = place.join(' ')
    this.firstPlace ??= written
    this.spread ||= written !== this.firstPlace
    return this.place(row)
  }

  private place(row: CifRow): boolean {
    const chainId = row.word('label_asym_id') ?? row.word('auth_asym_id')
    if (chainId === null) return this.complain(row.line, `Atom ${this.atoms} names no chain.`)
    const number = row.word('label_seq_id') ?? row.word('auth_seq_id') ?? '1'
    const residue = `${number} ${row.word('pdbx_PDB_ins_code') ?? ''}`
    if (chainId.length > CAPS.chainIdCharacters) return this.complain(row.line, `Atom ${this.atoms} names a chain in more than ${CAPS.chainIdCharacters} characters.`)
    if (UNSEEN.test(chainId)) return this.complain(row.line, `Atom ${this.atoms} names a chain with letters that cannot be seen.`)
    const chain = this.chainOf(chainId, row)
    if (this.chains.size > CAPS.chains) return this.complain(row.line, `The structure has more than ${CAPS.chains} chains.`)
    chain.atoms += 1
    const opens = residue !== chain.lastResidue
    if (opens && !chain.seen.has(residue)) chain.residues += 1
    chain.seen.add(residue)
    chain.lastResidue = residue
    // A polymer has one token per residue, a ligand one per atom.
    if (!opens && chain.polymer !== null) return true
    const factor = row.word('B_iso_or_equiv')
    const plddt = numberIn(factor)
    this.tokenPlddt.push(Number.isFinite(plddt) ? plddt : null)
    return true
  }

  private chainOf(chainId: string, row: CifRow) {
    const known = this.chains.get(chainId)
    if (known) return known
    const entity = row.word('label_entity_id')
    const entityId = entity === null ? null : copied(entity.slice(0, CAPS.chainIdCharacters))
    const chain = { chainId: copied(chainId), entityId, polymer: this.polymerOf(entityId, row), residues: 0, atoms: 0, lastResidue: null, seen: new Set<string>() }
    this.chains.set(chainId, chain)
    return chain
  }

  /** By the table of polymers; without an entry there, an atom in a sequence that is no HETATM belongs to a polymer. */
  private polymerOf(entityId: string | null, row: CifRow): PolymerType | null {
    const listed = entityId === null ? undefined : this.polymerOfEntity.get(entityId)
    if (listed) return listed
    if (row.word('label_seq_id') === null || row.word('group_PDB') === 'HETATM') return null
    return polymerByResidue(row.word('label_comp_id') ?? '')
  }

  outcome(cutLine: number | null): PoseOutcome {
    if (cutLine !== null) this.complain(cutLine, `The file ends in the middle of a row, or a table in it has more than ${CAPS.cifColumns} columns.`)
    if (this.complaints.length === 0 && this.atoms === 0) this.complaints.push({ at: '', message: 'The file holds no atoms.' })
    if (this.complaints.length === 0 && this.atoms > 1 && !this.spread) this.complaints.push({ at: '', message: 'All atoms lie at one point.' })
    if (this.complaints.length > 0) return { ok: false, complaints: this.complaints }
    const chains = [...this.chains.values()].map(({ lastResidue: _last, seen: _seen, ...chain }) => chain)
    return { ok: true, pose: { chains, atoms: this.atoms, tokenPlddt: this.tokenPlddt, descriptions: this.descriptions } }
  }
}

/** The first model of an mmCIF text, or complaints with the line. Column order and further categories do not matter. */
export function readPose(content: Uint8Array): PoseOutcome {
  if (content.length > CAPS.poseBytes) return { ok: false, complaints: [{ at: '', message: 'The structure file is too large to be read.' }] }
  const text = new TextDecoder().decode(content)
  const reader = new PoseReader()
  const cutLine = walkRows(text, (category, row) => reader.visit(category, row))
  return reader.outcome(cutLine)
}
