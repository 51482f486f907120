// Checks the whole complex against the limits of memory: the operator's, the GPUs', and one that no GPU passes.
import { gpuWarning } from './estimate'
import type { Findings } from './findings'
import { counted } from './place'
import type { Complaint, Complex } from './schema'
import { MAX_SMILES_LENGTH } from './smiles-text'

/** At 10,000 tokens one copy of the pair representation (128 numbers of 4 bytes per pair) takes 51 GB, and Boltz holds several. */
export const MOST_TOKENS_EVER = 10_000
/** Copies belong into one entity; more kinds of molecules than this are a mistake, and each costs time to check. */
const MOST_ENTITIES = 200

export type Limits = { /** The operator's MAX_TOKENS, or null. */ maxTokens: number | null }

/** What is wrong with the extent of a complex, before any molecule is read: emptiness, or more than any run could hold. */
export function checkExtent(complex: Complex): Complaint | null {
  const { entities } = complex
  if (entities.length === 0) return { at: 'entities', message: 'The complex is empty. Add a protein, DNA, RNA or ligand.' }
  if (entities.length > MOST_ENTITIES) {
    const message = `The complex has ${entities.length.toLocaleString('en')} entities; at most ${MOST_ENTITIES} are accepted. Put copies of a molecule into one entity.`
    return { at: 'entities', message }
  }
  const chains = entities.reduce((sum, { chainIds }) => sum + chainIds.length, 0)
  if (chains > MOST_TOKENS_EVER) {
    const [count, most] = [chains, MOST_TOKENS_EVER].map((number) => number.toLocaleString('en'))
    return { at: 'entities', message: `The complex has ${count} chains; beyond ${most} tokens no GPU holds it.` }
  }
  const smiles = new Set(entities.map((entity) => (entity.type === 'ligand' ? (entity.smiles ?? '') : '')))
  const characters = [...smiles].reduce((sum, text) => sum + text.length, 0)
  if (characters <= MAX_SMILES_LENGTH) return null
  const [count, most] = [characters, MAX_SMILES_LENGTH].map((number) => number.toLocaleString('en'))
  return { at: 'entities', message: `The SMILES of the complex have ${count} characters together; at most ${most} are read. Enter chains as protein, DNA or RNA, known components by CCD code.` }
}

/** Complaints and warnings about the number of tokens. */
export function checkSize(tokens: number, limits: Limits): Findings {
  const refuse = (message: string) => ({ complaints: [{ at: '', message }], warnings: [] })
  if (limits.maxTokens !== null && tokens > limits.maxTokens) {
    const most = limits.maxTokens.toLocaleString('en')
    return refuse(`The complex has ${counted(tokens, 'token')}; this installation accepts at most ${most} (MAX_TOKENS, or LOCAL_MAX_TOKENS for workers of your own), so that runs fit its GPUs’ memory. Shorten a sequence or leave out copies.`)
  }
  if (tokens > MOST_TOKENS_EVER) {
    const most = MOST_TOKENS_EVER.toLocaleString('en')
    return refuse(`The complex has ${counted(tokens, 'token')}; beyond ${most} no GPU holds it (one copy of the pair representation passes 51 GB). Predict parts of it.`)
  }
  const warning = gpuWarning(tokens)
  return { complaints: [], warnings: warning === null ? [] : [{ at: '', message: warning }] }
}
