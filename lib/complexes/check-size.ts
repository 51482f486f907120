// Checks the whole complex against the limits of memory: the operator's, the GPUs', and one that no GPU passes.
import { gpuWarning } from './estimate'
import type { Findings } from './findings'
import { counted } from './place'
import type { Complex } from './schema'

/** At 10,000 tokens one copy of the pair representation (128 numbers of 4 bytes per pair) takes 51 GB, and Boltz holds several. */
export const MOST_TOKENS_EVER = 10_000

export type Limits = { /** The operator's MAX_TOKENS, or null. */ maxTokens: number | null }

/** Chains without their molecules: every chain has a token, so this bounds the work before any molecule is read. */
export function countChains(complex: Complex): number {
  return complex.entities.reduce((sum, { chainIds }) => sum + chainIds.length, 0)
}

export function checkSize(tokens: number, limits: Limits): Findings {
  if (limits.maxTokens !== null && tokens > limits.maxTokens) {
    const message = `The complex has ${counted(tokens, 'token')}; this installation accepts at most ${limits.maxTokens.toLocaleString('en')} (MAX_TOKENS), so that runs fit its GPUs’ memory. Shorten a sequence or leave out copies.`
    return { complaints: [{ at: '', message }], warnings: [] }
  }
  if (tokens > MOST_TOKENS_EVER) {
    const message = `The complex has ${counted(tokens, 'token')}; beyond ${MOST_TOKENS_EVER.toLocaleString('en')} no GPU holds it (the pair representation alone passes 51 GB). Predict parts of it.`
    return { complaints: [{ at: '', message }], warnings: [] }
  }
  const warning = gpuWarning(tokens)
  return { complaints: [], warnings: warning === null ? [] : [{ at: '', message: warning }] }
}
