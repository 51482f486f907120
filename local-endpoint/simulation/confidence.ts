// Boltz-2's confidence scores out of pLDDT and PAE, by Boltz's own definitions; it refuses to average over pairs that do not exist: those are 0, as Boltz writes them.
import type { BoltzConfidence } from '@/lib/compute/contract'
import type { EntityType } from '@/lib/complexes/schema'
import type { Token } from './model'
import { distance } from './vector'

export type ScoredModel = { tokens: readonly Token[]; chainTypes: readonly EntityType[]; plddt: Float32Array; pae: Float32Array }

type Pair = (frame: Token, scored: Token) => boolean

/** TM-score scale for n tokens. */
function tmScale(n: number): number {
  return 1.24 * Math.cbrt(Math.max(n, 19) - 15) - 1.8
}

/** Best frame's mean TM term over the pairs that count; 0 when there are none. */
function bestFrame({ tokens, pae }: ScoredModel, counts: Pair): number {
  const n = tokens.length
  const scale = tmScale(n)
  let best = 0
  for (let i = 0; i < n; i += 1) {
    let sum = 0
    let pairs = 0
    for (let j = 0; j < n; j += 1) {
      if (!counts(tokens[i] as Token, tokens[j] as Token)) continue
      const ratio = (pae[i * n + j] as number) / scale
      sum += 1 / (1 + ratio * ratio)
      pairs += 1
    }
    if (pairs > 0) best = Math.max(best, sum / pairs)
  }
  return best
}

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1)

/** Boltz weighs ligand tokens 20 times and polymer tokens within 8 Angstrom of another chain 10 times. */
function interfacePlddt({ tokens, plddt }: ScoredModel): number {
  let sum = 0
  let weights = 0
  tokens.forEach((token, i) => {
    const near = () => tokens.some((other) => other.chainIndex !== token.chainIndex && distance(other.at, token.at) < 8)
    const weight = token.ligand ? 20 : near() ? 10 : 1
    sum += weight * (plddt[i] as number)
    weights += weight
  })
  return sum / Math.max(weights, 1)
}

/** Expected distance error averaged over likely contacts; the PDE of a pair is taken as half of its mean PAE. */
function contactPde({ tokens, pae }: ScoredModel, counts: Pair): number {
  const n = tokens.length
  let sum = 0
  let weights = 0
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < n; j += 1) {
      const [a, b] = [tokens[i] as Token, tokens[j] as Token]
      if (i === j || !counts(a, b)) continue
      const apart = distance(a.at, b.at)
      if (apart > 16) continue
      const weight = 1 / (1 + Math.exp((apart - 8) / 0.8))
      sum += (weight * ((pae[i * n + j] as number) + (pae[j * n + i] as number))) / 4
      weights += weight
    }
  }
  return weights === 0 ? 0 : sum / weights
}

export function scoreModel(model: ScoredModel): BoltzConfidence {
  const { chainTypes, plddt } = model
  const across: Pair = (a, b) => a.chainIndex !== b.chainIndex
  const typeOf = (token: Token) => chainTypes[token.chainIndex]
  const ptm = bestFrame(model, () => true)
  const iptm = chainTypes.length > 1 ? bestFrame(model, across) : 0
  const complexPlddt = mean(plddt)
  const indices = chainTypes.map((_, index) => index)
  const pairScore = (i: number, j: number) => bestFrame(model, (frame, scored) => scored.chainIndex === i && frame.chainIndex === j)
  const pairs = indices.map((i) => indices.map((j) => pairScore(i, j)))
  const named = <Value>(values: Value[]) => Object.fromEntries(values.map((value, index) => [String(index), value]))
  return {
    confidence_score: (4 * complexPlddt + (iptm === 0 ? ptm : iptm)) / 5,
    ptm,
    iptm,
    ligand_iptm: bestFrame(model, (a, b) => across(a, b) && isProteinLigand(typeOf(a), typeOf(b))),
    protein_iptm: bestFrame(model, (a, b) => across(a, b) && typeOf(a) === 'protein' && typeOf(b) === 'protein'),
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
