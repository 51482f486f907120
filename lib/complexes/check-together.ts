// Checks what only shows when entities are seen together: equal molecules, alignments that contradict each other.
import type { Findings } from './findings'
import { moleculeKey } from './output-order'
import { TYPE_NAMES } from './place'
import type { Complaint, Complex, Entity } from './schema'

type Group = { entity: Entity; index: number }[]

function groupEqual(complex: Complex): Group[] {
  const groups = new Map<string, Group>()
  complex.entities.forEach((entity, index) => {
    if (entity.type === 'ligand' ? (entity.smiles ?? entity.ccd) : entity.sequence) {
      const key = moleculeKey(entity)
      groups.set(key, [...(groups.get(key) ?? []), { entity, index }])
    }
  })
  return [...groups.values()].filter((group) => group.length > 1)
}

function checkGroup(group: Group): Findings {
  const [first, ...others] = group
  const last = others[others.length - 1]
  if (!first || !last) return { complaints: [], warnings: [] }
  const numbers = group.map(({ index }) => index + 1).join(' and ')
  const at = `entities.${last.index}`
  const complaints: Complaint[] = []
  if (new Set(group.map(({ entity }) => (entity.type === 'protein' ? entity.msa : null))).size > 1) {
    complaints.push({ at: `${at}.msa`, message: `Entities ${numbers} have the same sequence, but only one of them uses an alignment. Boltz needs the same for both.` })
  }
  if (first.entity.type === 'ligand' && new Set(group.map(({ entity }) => entity.type === 'ligand' && entity.ccd !== undefined)).size > 1) {
    complaints.push({ at, message: `Entities ${numbers} have the same text, once as SMILES and once as CCD code; Boltz would take them for one molecule. Write the SMILES in another way.` })
  }
  const warning = {
    at,
    message: `Entities ${numbers} are the same ${TYPE_NAMES[first.entity.type]}; Boltz treats them as copies of one and writes their chains next to each other.`,
  }
  return { complaints, warnings: [warning] }
}

/** Complaints and warnings about entities that are the same molecule. */
export function checkTogether(complex: Complex): Findings {
  const found = groupEqual(complex).map(checkGroup)
  return { complaints: found.flatMap((each) => each.complaints), warnings: found.flatMap((each) => each.warnings) }
}
