// Checks a complex before anything is submitted and returns it cleaned, or every complaint with its place at once.
import { checkAffinity } from './check-affinity'
import { checkChainIds } from './chain-ids'
import { checkLigand } from './check-ligand'
import { checkPolymer } from './check-polymer'
import { checkSize, countChains, MOST_TOKENS_EVER, type Limits } from './check-size'
import { checkTogether } from './check-together'
import type { Chemistry } from './chemistry'
import { joinFindings, type Findings } from './findings'
import { entityLabel } from './place'
import type { Complaint, Complex } from './schema'
import { countTokens } from './tokens'

export type CheckedComplex =
  | { ok: true; complex: Complex; tokens: number | null; warnings: Complaint[] }
  | { ok: false; complaints: Complaint[]; warnings: Complaint[]; tokens: number | null }

/** A person mends a few at a time; a machine that sends ten thousand gets the first hundred. */
const MOST_COMPLAINTS = 100

function checkEntities(complex: Complex, chemistry: Chemistry): Findings & { complex: Complex } {
  const checked = complex.entities.map((entity, index) => {
    const label = entityLabel(complex, index)
    return entity.type === 'ligand' ? checkLigand(entity, index, label, chemistry) : checkPolymer(entity, index, label)
  })
  return { ...joinFindings(checked), complex: { ...complex, entities: checked.map(({ entity }) => entity) } }
}

function refuse(complaints: Complaint[], warnings: Complaint[], tokens: number | null): CheckedComplex {
  const rest = complaints.length - MOST_COMPLAINTS
  const shown = rest > 0 ? [...complaints.slice(0, MOST_COMPLAINTS), { at: '', message: `${rest} more complaints are not shown.` }] : complaints
  return { ok: false, complaints: shown, warnings, tokens }
}

/**
 * Everything that can be said about a complex without running it. `tokens` is null only when a ligand's size is not known:
 * it could not be read, or this process has not loaded the chemistry (in a browser).
 */
export function checkComplex(complex: Complex, chemistry: Chemistry, limits: Limits): CheckedComplex {
  if (complex.entities.length === 0) {
    return refuse([{ at: 'entities', message: 'The complex is empty. Add a protein, DNA, RNA or ligand.' }], [], null)
  }
  const chains = countChains(complex)
  if (chains > MOST_TOKENS_EVER) {
    const message = `The complex has ${chains.toLocaleString('en')} chains; beyond ${MOST_TOKENS_EVER.toLocaleString('en')} tokens no GPU holds it.`
    return refuse([{ at: 'entities', message }], [], null)
  }
  const entities = checkEntities(complex, chemistry)
  const cleaned = entities.complex
  const tokens = countTokens(cleaned, chemistry)
  const { complaints, warnings } = joinFindings([
    { complaints: checkChainIds(cleaned), warnings: [] },
    entities,
    checkTogether(cleaned),
    checkAffinity(cleaned, chemistry),
    tokens === null ? { complaints: [], warnings: [] } : checkSize(tokens, limits),
  ])
  return complaints.length > 0 ? refuse(complaints, warnings, tokens) : { ok: true, complex: cleaned, tokens, warnings }
}
