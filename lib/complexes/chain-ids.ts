// Chain ids: how they must look, which come next, and which are taken twice.
// Boltz 2.2.1 keeps 5 characters of a chain id and replaces the first of two equal chains without a word.
import type { Complaint } from './schema'

/** What Boltz keeps whole, and what is taken over from a file. */
const CHAIN_ID = /^[A-Za-z][A-Za-z0-9]{0,4}$/
/** What a person may write in the builder: one character stays spare. */
const MOST_TYPED_CHARACTERS = 4

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
  if (CHAIN_ID.test(id)) return null
  if (/^[A-Za-z][A-Za-z0-9]*$/.test(id)) {
    return `Chain id “${shorten(id)}” has ${id.length} characters; Boltz keeps 5 and then loses the chain. Use at most 4.`
  }
  return `Chain id “${shorten(id)}” must begin with a letter and hold only letters and digits (A to Z, a to z, 0 to 9), at most 4.`
}

const isLong = (id: string): boolean => CHAIN_ID.test(id) && id.length > MOST_TYPED_CHARACTERS

/** Ids that are longer than what may be typed, and stand because they came from a file. */
export const longChainIds = (complex: Chains): string[] => complex.entities.flatMap((entity) => entity.chainIds.filter(isLong))

/** Complaints about ids that were typed too long, at the same places; `checkChainIds` takes them, since a file may bring them. */
export function checkTypedChainIds(complex: Chains, imported: readonly string[]): Complaint[] {
  return complex.entities.flatMap((entity, entityIndex) =>
    entity.chainIds.flatMap((id, copyIndex) => {
      if (!isLong(id) || imported.includes(id)) return []
      const message = `Chain id “${id}” has ${id.length} characters; ${id.length} are taken over from a file only. Use at most ${MOST_TYPED_CHARACTERS}.`
      return [{ at: `entities.${entityIndex}.chainIds.${copyIndex}`, message }]
    }),
  )
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
