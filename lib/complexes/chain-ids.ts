// Chain ids: how they must look, which come next, and which are taken twice.
// Boltz 2.2.1 keeps 5 characters of a chain id and replaces the first of two equal chains without a word.
import type { Complaint } from './schema'

/** What the builder lets a person write: 4 characters keep one spare. */
export const CHAIN_ID = /^[A-Za-z][A-Za-z0-9]{0,3}$/
/** What is taken over from a file. */
const IMPORTED_CHAIN_ID = /^[A-Za-z][A-Za-z0-9]{0,4}$/

type Chains = { entities: readonly { chainIds: readonly string[] }[] }

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** The n-th id, counted from 0: A ... Z, AA, AB ... ZZ, AAA ... */
function chainIdAt(index: number): string {
  const rest = Math.floor(index / 26)
  return (rest > 0 ? chainIdAt(rest - 1) : '') + LETTERS.charAt(index % 26)
}

/** The first `count` ids that no chain of the complex bears. */
export function nextChainIds(complex: Chains, count: number): string[] {
  const taken = new Set(complex.entities.flatMap((entity) => entity.chainIds))
  const ids: string[] = []
  for (let index = 0; ids.length < count; index += 1) {
    const id = chainIdAt(index)
    if (!taken.has(id)) ids.push(id)
  }
  return ids
}

function complainAboutForm(id: string): string | null {
  if (id === '') return 'A chain has no id. Give it a letter, for example A.'
  if (IMPORTED_CHAIN_ID.test(id)) return null
  if (/^[A-Za-z][A-Za-z0-9]*$/.test(id)) {
    return `Chain id “${shorten(id)}” has ${id.length} characters; Boltz keeps 5 and then loses the chain. Use at most 4.`
  }
  return `Chain id “${shorten(id)}” must begin with a letter and hold only letters and digits (A to Z, a to z, 0 to 9), at most 4.`
}

const shorten = (id: string) => (id.length > 20 ? `${id.slice(0, 20)}...` : id)

/** Complaints about the form of ids and about ids used twice, at `entities.N.chainIds.M`. */
export function checkChainIds(complex: Chains): Complaint[] {
  const firstSeen = new Map<string, number>()
  return complex.entities.flatMap((entity, entityIndex) => {
    if (entity.chainIds.length === 0) {
      return [{ at: `entities.${entityIndex}.chainIds`, message: `Entity ${entityIndex + 1} has no chain. Give it at least one copy.` }]
    }
    return entity.chainIds.flatMap((id, copyIndex) => {
      const at = `entities.${entityIndex}.chainIds.${copyIndex}`
      const form = complainAboutForm(id)
      if (form) return [{ at, message: form }]
      const other = firstSeen.get(id)
      if (other !== undefined) {
        const where = other === entityIndex ? 'in the same entity' : `in entity ${other + 1}`
        return [{ at, message: `Chain id “${id}” is used twice: it already stands ${where}. Every copy needs its own id.` }]
      }
      firstSeen.set(id, entityIndex)
      return []
    })
  })
}
