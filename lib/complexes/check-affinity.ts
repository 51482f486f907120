// Checks the affinity request: Boltz-2 scores one small molecule, present once, against a protein.
import type { Chemistry } from './chemistry'
import type { Findings } from './findings'
import { isMetal } from './ions'
import { moleculeKey } from './output-order'
import { entityLabel } from './place'
import type { Complaint, Complex, Entity } from './schema'

/** Boltz 2.2.1 refuses larger ligands; it counts heavy atoms of a SMILES, but all atoms, hydrogens too, of a CCD component. */
const MOST_ATOMS = 128
/** The largest ligand in Boltz-2's training for affinity, in heavy atoms. */
const MOST_TRAINED_ATOMS = 56

const AT = 'affinityBinder'

function complainAboutBinder(complex: Complex, binder: string, index: number): Complaint[] {
  const entity = complex.entities[index]
  if (!entity) {
    return [{ at: AT, message: `Affinity: no chain is called “${binder.slice(0, 20)}”. Choose one of the ligands.` }]
  }
  const label = entityLabel(complex, index)
  if (entity.type !== 'ligand') return [{ at: AT, message: `Affinity: ${label} is not a ligand. Boltz-2 predicts affinity only for a small molecule.` }]
  if (entity.chainIds.length > 1) {
    return [{ at: AT, message: `Affinity: ${label} has ${entity.chainIds.length} copies. Boltz-2 needs the ligand exactly once.` }]
  }
  const twin = complex.entities.findIndex((other, at) => at !== index && moleculeKey(other) === moleculeKey(entity))
  if (twin < 0) return []
  return [{ at: AT, message: `Affinity: ${label} is the same molecule as entity ${twin + 1}. Boltz-2 needs the ligand exactly once.` }]
}

function checkSize(entity: Entity, chemistry: Chemistry, label: string): Findings {
  if (entity.type !== 'ligand') return { complaints: [], warnings: [] }
  const known = entity.ccd === undefined ? chemistry.smiles(entity.smiles ?? '') : chemistry.component(entity.ccd)
  if (known === null || known === 'unavailable' || ('ok' in known && !known.ok)) return { complaints: [], warnings: [] }
  const counted = 'ok' in known ? known.heavyAtoms : known.atoms
  if (counted > MOST_ATOMS) {
    const what = 'ok' in known ? 'heavy atoms' : 'atoms with hydrogens, which is what Boltz counts for a CCD component'
    return { complaints: [{ at: AT, message: `Affinity: ${label} has ${counted} ${what}; at most ${MOST_ATOMS} are allowed.` }], warnings: [] }
  }
  if (known.heavyAtoms <= MOST_TRAINED_ATOMS) return { complaints: [], warnings: [] }
  const message = `Affinity: ${label} has ${known.heavyAtoms} heavy atoms; Boltz-2 was trained on ligands of up to ${MOST_TRAINED_ATOMS}, so the value may be wrong.`
  return { complaints: [], warnings: [{ at: AT, message }] }
}

function checkChemistry(entity: Entity, chemistry: Chemistry, label: string): Findings {
  const molecule = entity.type === 'ligand' && entity.smiles !== undefined ? chemistry.smiles(entity.smiles) : 'unavailable'
  if (molecule === 'unavailable' || !molecule.ok) return { complaints: [], warnings: [] }
  const [largest, ...others] = molecule.fragments
  const metals = molecule.elements.filter(isMetal)
  if (metals.length > 0 && others.length === 0) {
    const message = `Affinity: ${label} holds ${metals.join(', ')}. Boltz-2’s standardisation excludes metals, so it can not score this ligand.`
    return { complaints: [{ at: AT, message }], warnings: [] }
  }
  if (others.length === 0) return { complaints: [], warnings: [] }
  // Boltz 2.2.1 means to keep the largest part, but with RDKit of 2024 to 2026 it fails on every such SMILES that has implicit hydrogens.
  const message = `Affinity: ${label} has ${molecule.fragments.length} separate parts, as in a salt, which Boltz 2.2.1 can not score. Leave only the part that binds, the one of ${largest} heavy atoms perhaps.`
  return { complaints: [{ at: AT, message }], warnings: [] }
}

function warnAboutSurroundings(complex: Complex): Complaint[] {
  const nucleic = complex.entities.some(({ type }) => type === 'dna' || type === 'rna')
  const single = complex.entities.some((entity) => entity.type === 'protein' && entity.msa === 'empty')
  return [
    nucleic ? [{ at: AT, message: 'Affinity: the complex holds DNA or RNA. Boltz-2’s affinity was trained on proteins only; do not trust the value if the ligand binds the nucleic acid.' }] : [],
    single ? [{ at: AT, message: 'Affinity: a protein runs without an alignment (single sequence). Poses and affinity get clearly less reliable.' }] : [],
  ].flat()
}

/** Everything about the affinity request; nothing when there is none. */
export function checkAffinity(complex: Complex, chemistry: Chemistry): Findings {
  const binder = complex.affinityBinder
  if (binder === null) return { complaints: [], warnings: [] }
  const index = complex.entities.findIndex(({ chainIds }) => chainIds.includes(binder))
  const complaints = complainAboutBinder(complex, binder, index)
  if (!complex.entities.some(({ type }) => type === 'protein')) {
    complaints.push({ at: AT, message: 'Affinity needs at least one protein. Add the target, or turn affinity off.' })
  }
  const entity = complex.entities[index]
  if (!entity) return { complaints, warnings: [] }
  const label = entityLabel(complex, index)
  const parts = [checkSize(entity, chemistry, label), checkChemistry(entity, chemistry, label)]
  return {
    complaints: [...complaints, ...parts.flatMap((part) => part.complaints)],
    warnings: [...parts.flatMap((part) => part.warnings), ...warnAboutSurroundings(complex)],
  }
}
