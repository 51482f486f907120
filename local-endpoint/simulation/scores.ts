// Invented confidence, drawn so that it behaves like Boltz's: cores surer than ends, chains surer than their arrangement. It refuses values outside Boltz's ranges.
import { seededRandom } from './random'
import type { Token } from './model'
import { distance } from './vector'

/** How sure this sample is: of each chain's fold, and of how chains lie to each other; 0 to 1. */
export type SampleQuality = { fold: number; interface: number }

/** pLDDT per token, 0 to 1: a slow wave along each chain, lower at its ends. */
export function drawPlddt(tokens: readonly Token[], quality: SampleQuality, seed: string): Float32Array {
  const lengths = new Map<number, number>()
  tokens.forEach((token) => lengths.set(token.chainIndex, (lengths.get(token.chainIndex) ?? 0) + 1))
  const seen = new Map<number, number>()
  return Float32Array.from(tokens, (token) => {
    const place = seen.get(token.chainIndex) ?? 0
    seen.set(token.chainIndex, place + 1)
    const wave = seededRandom('plddt', seed, token.chainIndex)
    const [phase, period] = [wave.between(0, 6.28), wave.between(9, 17)]
    const fromEnd = Math.min(place, (lengths.get(token.chainIndex) ?? 1) - 1 - place)
    const endLoss = token.ligand ? 0 : 0.25 * Math.exp(-fromEnd / 2.5)
    const own = seededRandom('plddt', seed, token.chainIndex, place).between(-0.02, 0.02)
    const ligandLoss = token.ligand ? 0.25 * (1 - quality.interface) : 0
    const score = quality.fold - 0.06 * (1 + Math.sin(phase + (6.28 * place) / period)) * (1.2 - quality.fold) - endLoss - ligandLoss + own
    return Math.min(Math.max(score, 0.2), 0.99)
  })
}

/** The format's bounds, and the step in which a quantised file loses nothing. */
export const PAE_LEAST = 0.25
export const PAE_MOST = 31.75
export const PAE_STEP = 0.125

/** Expected error of token j aligned on token i, row by row: grows with distance and doubt, more across chains. */
export function drawPae(tokens: readonly Token[], plddt: Float32Array, quality: SampleQuality): Float32Array {
  const count = tokens.length
  const pae = new Float32Array(count * count)
  const doubt = Float32Array.from(plddt, (score) => 1 - score)
  for (let i = 0; i < count; i += 1) {
    const from = tokens[i] as Token
    for (let j = 0; j < count; j += 1) {
      if (i === j) {
        pae[i * count + j] = PAE_LEAST
        continue
      }
      const to = tokens[j] as Token
      const reach = Math.sqrt(distance(from.at, to.at))
      const sameChain = from.chainIndex === to.chainIndex
      const across = sameChain ? 0 : (1 - quality.interface) * (6 + 2.2 * reach)
      // Aligned on a single ligand's frame the rest is less certain than the other way round, as in real files.
      const weakFrame = !sameChain && from.ligand && !to.ligand ? 1.5 + 0.5 * reach : 0
      const error = 0.3 + reach * (0.15 + 1.1 * (doubt[j] as number) + 0.5 * (doubt[i] as number)) + across + weakFrame
      pae[i * count + j] = Math.min(Math.max(Math.round(error / PAE_STEP) * PAE_STEP, PAE_LEAST), PAE_MOST)
    }
  }
  return pae
}
