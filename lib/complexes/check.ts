// Checks a complex before anything is submitted and returns it cleaned, or every complaint with its place at once.
import { checkAffinity } from './check-affinity'
import { checkChainIds } from './chain-ids'
import { checkLigand } from './check-ligand'
import { checkPolymer } from './check-polymer'
import { checkExtent, checkSize, type Limits } from './check-size'
import { checkTogether } from './check-together'
import { rememberAnswers, type Chemistry } from './chemistry'
import { joinFindings, type Findings } from './findings'
import { entityLabel } from './place'
import type { Complaint, Complex } from './schema'
import { countTokens } from './tokens'

export type CheckedComplex =
  | { ok: true; complex: Complex; tokens: number | null; warnings: Complaint[] }
  | { ok: false; complaints: Complaint[]; warnings: Complaint[]; tokens: number | null }

/** A person mends a few at a time; a machine that sends ten thousand gets the first hundred. */
const MOST_COMPLAINTS = 100

function shorten(found: Complaint[]): Complaint[] {
  const rest = found.length - MOST_COMPLAINTS
  return rest > 0 ? [...found.slice(0, MOST_COMPLAINTS), { at: '', message: `${rest} more are not shown.` }] : found
}

function checkEntities(complex: Complex, chemistry: Chemistry): Findings & { complex: Complex } {
  const checked = complex.entities.map((entity, index) => {
    const label = entityLabel(complex, index)
    return entity.type === 'ligand' ? checkLigand(entity, index, label, chemistry) : checkPolymer(entity, index, label)
  })
  return { ...joinFindings(checked), complex: { ...complex, entities: checked.map(({ entity }) => entity) } }
}

/**
 * Everything that can be said about a complex without running it. `tokens` is null only when a ligand's size is not known:
 * it could not be read, or this process has not loaded the chemistry (in a browser).
 */
export function checkComplex(complex: Complex, chemistry: Chemistry, limits: Limits): CheckedComplex {
  const extent = checkExtent(complex)
  if (extent) return { ok: false, complaints: [extent], warnings: [], tokens: null }
  const known = rememberAnswers(chemistry)
  const entities = checkEntities(complex, known)
  const cleaned = entities.complex
  const tokens = countTokens(cleaned, known)
  const { complaints, warnings } = joinFindings([
    { complaints: checkChainIds(cleaned), warnings: [] },
    entities,
    checkTogether(cleaned),
    checkAffinity(cleaned, known),
    ...(tokens === null ? [] : [checkSize(tokens, limits)]),
  ])
  const told = shorten(warnings)
  return complaints.length > 0
    ? { ok: false, complaints: shorten(complaints), warnings: told, tokens }
    : { ok: true, complex: cleaned, tokens, warnings: told }
}
