// How large a run's answer will be, before it is submitted, and what will be left out of it. An estimate from real outputs.
import type { Chemistry } from './chemistry'
import type { Complaint, Complex, EntityType } from './schema'
import { tokensPerCopy } from './tokens'

/** Heavy atoms of one token: means over the 20 amino acids and the 4 bases of DNA and RNA, as residues of a chain. */
const ATOMS_PER_TOKEN: Record<EntityType, number> = { protein: 7.9, dna: 20.5, rna: 21.5, ligand: 1 }
/** Boltz 2.2.1 wrote 88 bytes for each atom of its mmCIF files (2,427 and 3,269 atoms). */
const POSE_BYTES_PER_ATOM = 88
/** Its PAE arrays (float32, packed) took 3.6 bytes for each pair of tokens; 1 byte when the worker rounds them to 0.125 Angstrom. */
const PAE_BYTES_PER_PAIR = 3.6
const SMALL_PAE_BYTES_PER_PAIR = 1
const BASE64 = 4 / 3

export type AnswerSize = { poseBytes: number; paeBytes: number; smallPaeBytes: number }

/** Bytes in the answer for one sample, as base64; scores and logs are small beside it. Null when a ligand is not known. */
export function answerSizePerSample(complex: Complex, chemistry: Chemistry): AnswerSize | null {
  let [tokens, atoms] = [0, 0]
  for (const entity of complex.entities) {
    const each = tokensPerCopy(entity, chemistry)
    if (each === null) return null
    tokens += each * entity.chainIds.length
    atoms += each * entity.chainIds.length * ATOMS_PER_TOKEN[entity.type]
  }
  return {
    poseBytes: atoms * POSE_BYTES_PER_ATOM * BASE64,
    paeBytes: tokens ** 2 * PAE_BYTES_PER_PAIR * BASE64,
    smallPaeBytes: tokens ** 2 * SMALL_PAE_BYTES_PER_PAIR * BASE64,
  }
}

/** `mostBytes` of an answer; `hasStorage`: that is what object storage takes, and not the endpoint alone. */
export type AnswerLimit = { mostBytes: number; hasStorage: boolean }

const megabytes = (bytes: number): string => `${Math.max(1, Math.round(bytes / 1e6)).toLocaleString('en')} MB`

/** A warning at `options.diffusion_samples` when not everything will fit; null when it will. */
export function warnAboutAnswer(size: AnswerSize, samples: number, { mostBytes, hasStorage }: AnswerLimit): Complaint | null {
  const warn = (message: string): Complaint => ({ at: 'options.diffusion_samples', message })
  const poses = samples * size.poseBytes
  const more = hasStorage ? '' : ' With object storage the whole answer comes back.'
  if (poses > mostBytes) {
    const most = Math.floor(mostBytes / size.poseBytes)
    const begin = `The poses alone will be about ${megabytes(poses)}, and an answer may have ${megabytes(mostBytes)}`
    if (most === 0) return warn(`${begin}: the run would end without a result. Predict a smaller complex.${more}`)
    return warn(`${begin}: only about ${most} of the ${samples} come back, the best ones; of the others only the scores. Ask for at most ${most} ${most === 1 ? 'sample' : 'samples'}.${more}`)
  }
  if (poses + samples * size.paeBytes <= mostBytes) return null
  const rounded = Math.floor((mostBytes - poses) / size.smallPaeBytes)
  const lost = rounded >= samples ? 'PAE will be rounded to 0.125 Å for some samples' : `PAE will be left out for about ${samples - rounded} of the ${samples} samples, the last ones first`
  return warn(`The answer would be about ${megabytes(poses + samples * size.paeBytes)}, and may have ${megabytes(mostBytes)}: ${samples === 1 && rounded < 1 ? 'PAE will be left out' : lost}. Poses and scores come back whole.${more}`)
}
