// Boltz-2's confidence scores out of pLDDT and PAE, by Boltz's own definitions; it refuses to average over pairs that do not exist: those are 0, as Boltz writes them.
import type { BoltzConfidence } from '@/lib/compute/contract'
import type { EntityType } from '@/lib/complexes/schema'
import type { Token } from './model'
import { distance, squaredDistance } from './vector'

export type ScoredModel = { tokens: readonly Token[]; chainTypes: readonly EntityType[]; plddt: Float32Array; pae: Float32Array }

/** TM-score scale for n tokens. */
function tmScale(n: number): number {
  return 1.24 * Math.cbrt(Math.max(n, 19) - 15) - 1.8
}

/** Sum of the TM terms of each chain's tokens, seen from each token's frame: everything below is made of these. */
function termsByChain({ tokens, chainTypes, pae }: ScoredModel): Float64Array[] {
  const n = tokens.length
  const scale = tmScale(n)
  return tokens.map((_, i) => {
    const sums = new Float64Array(chainTypes.length)
    tokens.forEach(({ chainIndex }, j) => {
      const ratio = (pae[i * n + j] as number) / scale
      sums[chainIndex] = (sums[chainIndex] as number) + 1 / (1 + ratio * ratio)
    })
    return sums
  })
}

type ChainPair = (frameChain: number, scoredChain: number) => boolean

/** The best frame's mean over the tokens of the chains that count for it; 0 when there are none. */
function bestFrame(model: ScoredModel, terms: readonly Float64Array[], counts: ChainPair): number {
  const sizes = chainSizes(model)
  let best = 0
  model.tokens.forEach(({ chainIndex: frameChain }, i) => {
    let sum = 0
    let size = 0
    sizes.forEach((tokens, chain) => {
      if (!counts(frameChain, chain)) return
      sum += (terms[i] as Float64Array)[chain] as number
      size += tokens
    })
    if (size > 0) best = Math.max(best, sum / size)
  })
  return best
}

function chainSizes({ tokens, chainTypes }: ScoredModel): number[] {
  const sizes = chainTypes.map(() => 0)
  tokens.forEach(({ chainIndex }) => (sizes[chainIndex] = (sizes[chainIndex] as number) + 1))
  return sizes
}

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1)

/** Boltz weighs ligand tokens 20 times and polymer tokens within 8 Angstrom of another chain 10 times. */
function interfacePlddt({ tokens, plddt }: ScoredModel): number {
  let sum = 0
  let weights = 0
  tokens.forEach((token, i) => {
    const near = () => tokens.some((other) => other.chainIndex !== token.chainIndex && squaredDistance(other.at, token.at) < 64)
    const weight = token.ligand ? 20 : near() ? 10 : 1
    sum += weight * (plddt[i] as number)
    weights += weight
  })
  return sum / Math.max(weights, 1)
}

/** Expected distance error averaged over likely contacts; the PDE of a pair is taken as half of its mean PAE. */
function contactPde({ tokens, pae }: ScoredModel, counts: ChainPair): number {
  const n = tokens.length
  let sum = 0
  let weights = 0
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < n; j += 1) {
      const [a, b] = [tokens[i] as Token, tokens[j] as Token]
      if (i === j || !counts(a.chainIndex, b.chainIndex)) continue
      const apart = distance(a.at, b.at)
      if (apart > 16) continue
      const weight = 1 / (1 + Math.exp((apart - 8) / 0.8))
      sum += (weight * ((pae[i * n + j] as number) + (pae[j * n + i] as number))) / 4
      weights += weight
    }
  }
  return weights === 0 ? 0 : sum / weights
}

export function scoreModel(model: ScoredModel): BoltzConfidence & { confidence_score: number } {
  const { chainTypes, plddt } = model
  const terms = termsByChain(model)
  const best = (counts: ChainPair) => bestFrame(model, terms, counts)
  const across: ChainPair = (a, b) => a !== b
  const ptm = best(() => true)
  const iptm = best(across)
  const complexPlddt = mean(plddt)
  // [i][j]: chain i's tokens seen from chain j's frames; the diagonal is each chain's own pTM.
  const pairs = chainTypes.map((_, i) => chainTypes.map((_, j) => best((frame, scored) => frame === j && scored === i)))
  const named = <Value>(values: Value[]) => Object.fromEntries(values.map((value, index) => [String(index), value]))
  return {
    confidence_score: (4 * complexPlddt + (iptm === 0 ? ptm : iptm)) / 5,
    ptm,
    iptm,
    ligand_iptm: best((a, b) => across(a, b) && isProteinLigand(chainTypes[a], chainTypes[b])),
    protein_iptm: best((a, b) => across(a, b) && chainTypes[a] === 'protein' && chainTypes[b] === 'protein'),
    complex_plddt: complexPlddt,
    complex_iplddt: interfacePlddt(model),
    complex_pde: contactPde(model, () => true),
    complex_ipde: contactPde(model, across),
    chains_ptm: named(pairs.map((row, i) => row[i] as number)),
    pair_chains_iptm: named(pairs.map(named)),
  }
}

function isProteinLigand(a: EntityType | undefined, b: EntityType | undefined): boolean {
  return (a === 'protein' && b === 'ligand') || (a === 'ligand' && b === 'protein')
}
