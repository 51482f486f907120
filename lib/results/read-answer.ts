// Reads a COMPLETED answer: from the body of /status to a checked result, or to a sentence on why there is none. Takes no default for anything.
import type { Complaint } from '@/lib/complexes/schema'
import { plainLine } from '@/lib/compute/error-text'
import { answerAffinity, type AnswerAffinity } from '@/lib/results/answer-affinity'
import { answerFiles, type AnswerFile } from '@/lib/results/answer-files'
import { outputOf } from '@/lib/results/answer-output'
import { notesWithoutPose, readSamples, sampleNotes, type ReadSample, type SampleNote } from '@/lib/results/answer-poses'
import { provenanceOf, shortfallWords, workerWarnings } from '@/lib/results/answer-provenance'
import { NOT_AS_ASKED } from '@/lib/results/compare-chains'
import { mediaTypeOf } from '@/lib/results/file-names'
import { poseWarnings, resultChains } from '@/lib/results/pose-chains'
import { sampleArrays, sampleConfidence, type SampleArrays, type SampleConfidence } from '@/lib/results/sample-scores'
import type { Expectation, ReadFile, ReadOutcome, ResultFile, ResultSample, ResultSummary } from '@/lib/results/schema'
import { isMarkedSimulated } from '@/lib/results/simulated-marks'

type ScoredSample = { sample: ReadSample; score: SampleConfidence; arrays: SampleArrays }
/** A sample whose pose the worker left out. */
type LeftOutSample = { note: SampleNote; score: SampleConfidence }

/** Words of ours that may repeat some of a stranger's. */
const line = (words: string): string => plainLine(words, 500)

const invalid = (message: string, complaints: Complaint[]): ReadOutcome => ({
  kind: 'invalid',
  message: line(message),
  complaints: complaints.slice(0, 50).map((complaint) => ({ at: plainLine(complaint.at, 200), message: line(complaint.message) })),
})

const times = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

/** Sentences on what was asked for and did not come. */
function missingWords({ output, scored, leftOut, expectation }: Material, affinity: AnswerAffinity): string[] {
  const missing: string[] = []
  const known = scored.length + leftOut.length
  if (known < expectation.samples) missing.push(`${times(expectation.samples, 'sample')} asked for, ${known} came back readable.${shortfallWords(output, 'samples')}`)
  if (leftOut.length > 0) missing.push(`${times(leftOut.length, 'structure')} left out of an answer that would have been too large: of ${leftOut.length === 1 ? 'sample' : 'samples'} ${leftOut.map(({ note }) => note.index).join(', ')} only the scores came.`)
  const unlike = scored.find(({ sample }) => sample.comparison.kind === 'partly')?.sample.comparison
  if (unlike?.kind === 'partly') missing.push(`${NOT_AS_ASKED} ${unlike.differences.slice(0, 5).join(' ')}`)
  const unscored = scored.filter(({ score }) => score.confidence === null)
  if (unscored.length > 0) missing.push(`No confidence was reported for ${times(unscored.length, 'sample')}.`)
  if (affinity.state === 'notReported') missing.push(`An affinity was asked for, but the worker reported none.${shortfallWords(output, 'affinity')}`)
  else if (expectation.affinity && affinity.scores.affinity_pred_value === null) missing.push('The affinity value was not reported, only the binder probability.')
  else if (expectation.affinity && affinity.scores.affinity_probability_binary === null) missing.push('The binder probability was not reported, only the affinity value.')
  return missing
}

/** What each file is to the result; whatever nobody refers to is kept as `other`. */
function roleOf(file: AnswerFile, { scored, leftOut }: Material, affinity: AnswerAffinity): Pick<ResultFile, 'role' | 'sampleIndex'> {
  for (const { sample, score, arrays } of scored) {
    const sampleIndex = sample.index
    if (sample.file === file) return { role: 'pose', sampleIndex }
    if (score.file === file) return { role: 'confidence', sampleIndex }
    if (arrays.plddt === file) return { role: 'plddt', sampleIndex }
    if (arrays.pae === file) return { role: 'pae', sampleIndex }
  }
  const scoresOnly = leftOut.find(({ score }) => score.file === file)
  if (scoresOnly) return { role: 'confidence', sampleIndex: scoresOnly.note.index }
  return { role: affinity.file === file ? 'affinity' : 'other', sampleIndex: null }
}

function readFiles(material: Material, affinity: AnswerAffinity): ReadFile[] {
  return material.files.map((file) => ({
    name: file.name,
    ...roleOf(file, material, affinity),
    mediaType: mediaTypeOf(file.name),
    bytes: file.content.length,
    sha256: file.sha256,
    content: file.content,
  }))
}

const withoutContent = ({ content: _content, ...file }: ReadFile): ResultFile => file

const summaryOfSample = ({ sample, score, arrays }: ScoredSample): ResultSample => ({
  index: sample.index,
  confidence: score.confidence,
  confidenceState: score.state,
  poseFile: sample.file.name,
  plddtFile: arrays.plddt?.name ?? null,
  paeFile: arrays.pae?.name ?? null,
})

const summaryOfLeftOut = ({ note, score }: LeftOutSample): ResultSample => ({
  index: note.index,
  confidence: score.confidence,
  confidenceState: score.state,
  poseFile: null,
  plddtFile: null,
  paeFile: null,
})

function moreThanAsked(found: number, asked: number): string[] {
  return found > asked ? [`${times(found, 'sample')} came back, ${asked} asked for.`] : []
}

/** The outcome of reading `rawAnswer`, the JSON body of /status, against what the prediction asked for. */
export function readAnswer(rawAnswer: Uint8Array, expectation: Expectation): ReadOutcome {
  const found = outputOf(rawAnswer)
  if (!found.ok) return found.outcome
  const output = found.output.fields
  const { files, complaints: fileComplaints } = answerFiles(found.output)
  const { notes, complaints: noteComplaints } = sampleNotes(output)
  const poses = readSamples(files, notes, expectation)
  const troubles = [...found.output.complaints, ...fileComplaints, ...noteComplaints, ...poses.complaints]
  if (poses.found === 0 && fileComplaints.length === 0) return { kind: 'missing', message: 'The worker sent an answer without a structure in it.' }
  const fitting = ranked(poses.samples.filter(({ comparison }) => comparison.kind !== 'other'), files, output)
  const [best] = fitting
  if (!best) return invalid(troubles[0]?.message ?? 'The worker predicted other molecules than those that were asked for.', troubles)
  const marked = isMarkedSimulated(output, files, poses.samples.map(({ pose }) => pose))
  if (marked && expectation.target === 'real') {
    return invalid('The answer is marked as simulated, but a real prediction was asked for; it is not shown as a result.', [{ at: 'simulated', message: 'The endpoint simulates.' }])
  }
  const scored = fitting.map((sample): ScoredSample => ({
    sample,
    score: sampleConfidence(sample, files, output, sample === best),
    arrays: sampleArrays(sample, files, sample === best),
  }))
  const leftOut = notesWithoutPose(notes, poses.samples).map((note) => ({ note, score: sampleConfidence({ index: note.index, note }, files, output, false) }))
  const material = { output, files, scored, leftOut: leftOut.filter(({ score }) => score.confidence !== null), best, troubles, poses: poses.samples, expectation }
  return { kind: 'result', ...resultOf(material) }
}

/** Boltz sorts a sample whose score is no number anywhere, even first: among samples that have one it comes last. */
function ranked(samples: readonly ReadSample[], files: readonly AnswerFile[], output: object): ReadSample[] {
  // What has no number is of the first pose; with the worker's notes, of whichever of them is ranked first.
  const lacksScore = (sample: ReadSample, place: number): number => (typeof sampleConfidence(sample, files, output, place === 0 && sample.note === null).confidence?.confidence_score === 'number' ? 0 : 1)
  const known = samples.map((sample, place) => ({ sample, lacks: lacksScore(sample, place) }))
  return known.sort((one, other) => one.lacks - other.lacks).map(({ sample }) => sample)
}

type Material = {
  output: object
  files: AnswerFile[]
  scored: ScoredSample[]
  leftOut: LeftOutSample[]
  best: ReadSample
  troubles: Complaint[]
  poses: ReadSample[]
  expectation: Expectation
}

function resultOf(material: Material): { summary: ResultSummary; files: ReadFile[] } {
  const { output, files, scored, leftOut, best, troubles, poses, expectation } = material
  const affinity = answerAffinity(output, files, expectation.affinity)
  const stored = readFiles(material, affinity)
  const first = scored[0]?.score
  const others = poses.filter(({ comparison }) => comparison.kind === 'other')
  const complaints = [
    ...troubles,
    ...scored.flatMap(({ score, arrays }) => [...score.complaints, ...arrays.complaints]),
    ...leftOut.flatMap(({ score }) => score.complaints),
    ...affinity.complaints,
  ]
  const warnings = [
    ...complaints.map((complaint) => complaint.message),
    ...others.map(({ file }) => `${file.name} shows other molecules than those that were asked for and is not counted.`),
    ...moreThanAsked(scored.length, expectation.samples),
    ...poseWarnings(scored.map(({ sample }) => sample)),
    ...workerWarnings(output),
  ]
  const missing = missingWords(material, affinity)
  const summary: ResultSummary = {
    simulated: expectation.target === 'simulated',
    ...affinity.scores,
    affinityState: affinity.state,
    confidence_score: first?.confidence?.confidence_score ?? null,
    confidenceState: first?.state ?? 'notReported',
    samples: [...scored.map(summaryOfSample), ...leftOut.map(summaryOfLeftOut)],
    chains: resultChains(best.pose),
    warnings: [...new Set(warnings.slice(0, 1_000).map(line))].slice(0, 100),
    complete: missing.length === 0,
    missing: missing.map(line),
    provenance: provenanceOf(output),
    files: stored.map(withoutContent),
  }
  return { summary, files: stored }
}
