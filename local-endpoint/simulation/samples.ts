import 'server-only'
// Several structures of one complex with their scores, best first; it refuses to keep PAE matrices, which are made again when asked for.
import type { Complex } from '@/lib/complexes/schema'
import { arrangeSample, buildMolecules, type Molecules } from './build-complex'
import { scoreModel } from './confidence'
import { tokensOf, type ChainModel } from './model'
import { seededRandom } from './random'
import { drawPae, drawPlddt, type SampleQuality } from './scores'

export type SimulatedSample = {
  chains: ChainModel[]
  plddt: Float32Array
  /** [tokens, tokens], row = the token aligned on. */
  pae(): Float32Array
  confidence: ReturnType<typeof scoreModel>
}

export function predictSamples(request: { complex: Complex; samples: number; seed: number }): SimulatedSample[] {
  const molecules = buildMolecules(request.complex, request.seed)
  const identity = JSON.stringify([request.complex, request.seed])
  const samples = Array.from({ length: request.samples }, (_, number) => predictSample(molecules, request.seed, number, identity))
  return samples.sort((a, b) => b.confidence.confidence_score - a.confidence.confidence_score)
}

function predictSample(molecules: Molecules, seed: number, number: number, identity: string): SimulatedSample {
  const chains = arrangeSample(molecules, seed, number)
  const tokens = tokensOf(chains)
  const quality = drawQuality(identity, number)
  const plddt = drawPlddt(tokens, quality, `${identity}/${number}`)
  const pae = () => drawPae(tokens, plddt, quality)
  const chainTypes = chains.map(({ type }) => type)
  const confidence = scoreModel({ tokens, chainTypes, plddt, pae: pae() })
  return { chains, plddt, pae, confidence }
}

/** One level for the complex, a little more or less for each sample. */
function drawQuality(identity: string, number: number): SampleQuality {
  const level = seededRandom('quality', identity)
  const own = seededRandom('quality', identity, number)
  const [fold, joint] = [level.between(0.78, 0.97), level.between(0.45, 0.97)]
  return { fold: fold - own.between(0, 0.05), interface: joint - own.between(0, 0.2) * joint }
}
