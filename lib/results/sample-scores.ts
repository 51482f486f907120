// Finds the scores and arrays of each sample among the files of an answer, and how far they can be trusted. A score without its own file is unverified.
import type { Complaint } from '@/lib/complexes/schema'
import type { BoltzConfidence } from '@/lib/compute/contract'
import { shown, type AnswerFile } from '@/lib/results/answer-files'
import type { ReadSample } from '@/lib/results/answer-poses'
import { readConfidence } from '@/lib/results/confidence'
import { sampleNumber } from '@/lib/results/file-names'
import type { Pose } from '@/lib/results/mmcif'
import { own, readJsonBytes } from '@/lib/results/safe-json'
import { arrayFault, type ArrayKind } from '@/lib/results/sample-arrays'
import type { ScoreState } from '@/lib/results/schema'

/** A sample, with its pose or without. */
type Numbered = Pick<ReadSample, 'index' | 'note'>

/** `file` is the sample's own, also when nothing in it could be used: the complaints say why. */
export type SampleConfidence = { confidence: BoltzConfidence | null; state: ScoreState; file: AnswerFile | null; complaints: Complaint[] }

/** The file a sample names, else the one whose name begins with `kind` and holds its number; the first sample also owns one without a number. */
function fileOf(sample: Numbered, files: readonly AnswerFile[], kind: string, extension: string, named: string | null | undefined, isFirst: boolean): AnswerFile | null {
  if (named) return files.find((file) => file.given === named) ?? null
  const ofKind = files.filter((file) => file.name.toLowerCase().startsWith(kind) && file.name.toLowerCase().endsWith(extension))
  const numbered = ofKind.find((file) => sampleNumber(file.given) === sample.index)
  return numbered ?? (isFirst ? (ofKind.find((file) => sampleNumber(file.given) === null) ?? null) : null)
}

const hasScore = (confidence: BoltzConfidence | null): boolean =>
  confidence !== null && Object.values(confidence).some((score) => score !== null && score !== undefined)

function fromFile(file: AnswerFile): SampleConfidence {
  const at = `${file.from}.${shown(file.given)}`
  const json = readJsonBytes(file.content)
  if (!json.ok) return { confidence: null, state: 'notReported', file, complaints: [{ at, message: `${shown(file.given)} can not be read. ${json.message}` }] }
  const read = readConfidence(json.value, at)
  // A file in which no score is a number says nothing of its sample.
  const confidence = hasScore(read.confidence) ? read.confidence : null
  const { complaints } = read
  const state = confidence === null ? 'notReported' : complaints.length > 0 ? 'unverified' : 'verified'
  return { confidence, state, file, complaints }
}

/** What the worker reports beside the files: in its list of samples, or for the first one as the single number of the first guide. */
function asReported(sample: Numbered, output: unknown, isFirst: boolean): SampleConfidence {
  const listed = sample.note?.confidence
  const single = isFirst ? own(output, 'confidence_score') : undefined
  const reported = listed ?? (typeof single === 'number' ? { confidence_score: single } : null)
  if (!reported) return { confidence: null, state: 'notReported', file: null, complaints: [] }
  const { confidence, complaints } = readConfidence(reported, listed ? `samples.${sample.index}.confidence` : 'confidence_score')
  const something = hasScore(confidence)
  return { confidence: something ? confidence : null, state: something ? 'unverified' : 'notReported', file: null, complaints }
}

/** Confidence of one sample; where its file and the single reported number differ, the file counts and it is said. */
export function sampleConfidence(sample: Numbered, files: readonly AnswerFile[], output: unknown, isFirst: boolean): SampleConfidence {
  const file = fileOf(sample, files, 'confidence', '.json', sample.note?.confidence_file, isFirst)
  const found = file ? fromFile(file) : null
  if (!found || found.confidence === null) {
    const reported = asReported(sample, output, isFirst)
    return { ...reported, file, complaints: [...(found?.complaints ?? []), ...reported.complaints] }
  }
  const single = isFirst ? own(output, 'confidence_score') : undefined
  const ownScore = found.confidence.confidence_score
  if (typeof single !== 'number' || typeof ownScore !== 'number' || Math.abs(single - ownScore) <= 1e-4) return found
  const message = `The worker reports a confidence score of ${single}, but its file says ${ownScore}; the file's number is shown.`
  return { ...found, complaints: [...found.complaints, { at: 'confidence_score', message }] }
}

export type SampleArrays = { plddt: AnswerFile | null; pae: AnswerFile | null; complaints: Complaint[] }

function checkedArray(kind: ArrayKind, file: AnswerFile | null, pose: Pose): { file: AnswerFile | null; complaints: Complaint[] } {
  const fault = file === null ? null : arrayFault(kind, file.content, pose)
  if (file === null || fault === null) return { file, complaints: [] }
  return { file: null, complaints: [{ at: `${file.from}.${shown(file.given)}`, message: `${shown(file.given)} was not used. ${fault}` }] }
}

/** The arrays of one sample that fit its pose token by token. */
export function sampleArrays(sample: ReadSample, files: readonly AnswerFile[], isFirst: boolean): SampleArrays {
  const plddt = checkedArray('plddt', fileOf(sample, files, 'plddt', '.npz', sample.note?.plddt_file, isFirst), sample.pose)
  const pae = checkedArray('pae', fileOf(sample, files, 'pae', '.npz', sample.note?.pae_file, isFirst), sample.pose)
  return { plddt: plddt.file, pae: pae.file, complaints: [...plddt.complaints, ...pae.complaints] }
}
