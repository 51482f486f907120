import 'server-only'
// Several structures of one complex with their scores, best first; it refuses to keep PAE matrices, which are made again when asked for.
import type { Complex } from '@/lib/complexes/schema'
import type { BoltzConfidence } from '@/lib/compute/contract'
import { buildComplex } from './build-complex'
import { scoreModel } from './confidence'
import { tokensOf, type ChainModel } from './model'
import { seededRandom } from './random'
import { drawPae, drawPlddt, type SampleQuality } from './scores'

export type SimulatedSample = {
  chains: ChainModel[]
  plddt: Float32Array
  /** [tokens, tokens], row = the token aligned on. */
  pae(): Float32Array
  confidence: BoltzConfidence & { confidence_score: number }
}

export function predictSamples(request: { complex: Complex; samples: number; seed: number }): SimulatedSample[] {
  const samples = Array.from({ length: request.samples }, (_, number) => predictSample(request.complex, request.seed, number))
  return samples.sort((a, b) => b.confidence.confidence_score - a.confidence.confidence_score)
}

function predictSample(complex: Complex, seed: number, number: number): SimulatedSample {
  const identity = JSON.stringify([complex, seed])
  const chains = buildComplex(complex, seed, number)
  const tokens = tokensOf(chains)
  const quality = drawQuality(identity, number)
  const plddt = drawPlddt(tokens, quality, `${identity}/${number}`)
  const pae = () => drawPae(tokens, plddt, quality)
  const chainTypes = chains.map(({ type }) => type)
  const confidence = scoreModel({ tokens, chainTypes, plddt, pae: pae() })
  return { chains, plddt, pae, confidence: { ...confidence, confidence_score: confidence.confidence_score as number } }
}

/** One level for the complex, a little more or less for each sample. */
function drawQuality(identity: string, number: number): SampleQuality {
  const level = seededRandom('quality', identity)
  const own = seededRandom('quality', identity, number)
  const [fold, joint] = [level.between(0.78, 0.97), level.between(0.45, 0.97)]
  return { fold: fold - own.between(0, 0.05), interface: joint - own.between(0, 0.2) * joint }
}
