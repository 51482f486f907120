// The poses of an answer in Boltz's order, each read and compared with what was asked. A pose that can not be read is left out with its complaint.
import type { Complaint } from '@/lib/complexes/schema'
import { WorkerSample } from '@/lib/compute/contract'
import { shown, type AnswerFile } from '@/lib/results/answer-files'
import { compareChains, type ChainComparison } from '@/lib/results/compare-chains'
import { sampleNumber } from '@/lib/results/file-names'
import { readPose, type Pose } from '@/lib/results/mmcif'
import { own } from '@/lib/results/safe-json'
import type { Expectation } from '@/lib/results/schema'

/** What the worker says about one sample; null when it sent no list, or one that is not as the contract says. */
export type SampleNote = ReturnType<typeof WorkerSample.parse>

export type ReadSample = {
  /** Boltz's number of the sample, 0 = best by its own ranking. */
  index: number
  file: AnswerFile
  pose: Pose
  comparison: ChainComparison
  note: SampleNote | null
}

const isPose = (file: AnswerFile): boolean => /\.(?:mm)?cif$/i.test(file.name)

/** Files that hold poses: those under `pose_files`, or any mmCIF when that key holds none. */
function poseFiles(files: readonly AnswerFile[]): AnswerFile[] {
  const named = files.filter((file) => file.from === 'pose_files' && isPose(file))
  const poses = named.length > 0 ? named : files.filter(isPose)
  const numbered = poses.map((file, place) => ({ file, number: sampleNumber(file.given) ?? Number.MAX_SAFE_INTEGER, place }))
  return numbered.sort((one, other) => one.number - other.number || one.place - other.place).map(({ file }) => file)
}

export function sampleNotes(output: unknown): { notes: SampleNote[]; complaints: Complaint[] } {
  const listed = own(output, 'samples')
  if (!Array.isArray(listed)) return { notes: [], complaints: [] }
  const notes: SampleNote[] = []
  const complaints: Complaint[] = []
  for (const [place, found] of listed.slice(0, 100).entries()) {
    const note = WorkerSample.safeParse(found)
    if (note.success) notes.push(note.data)
    else complaints.push({ at: `samples.${place}`, message: `What the worker says about sample ${place} is not as the contract says and was not used.` })
  }
  return { notes, complaints }
}

/** What the worker says of samples whose poses it left out of the answer. */
export const notesWithoutPose = (notes: readonly SampleNote[], samples: readonly ReadSample[]): SampleNote[] =>
  notes.filter(({ pose, index }, place) => pose === null && !samples.some((sample) => sample.index === index) && notes.findIndex((note) => note.index === index) === place)

function stampFault(file: AnswerFile, note: SampleNote | null): string | null {
  if (!note?.pose) return null
  if (note.pose.size !== file.content.length) return `It has ${file.content.length} bytes instead of the ${note.pose.size} announced.`
  return note.pose.sha256 === file.sha256 ? null : 'Its content does not match its hash.'
}

export function readSamples(files: readonly AnswerFile[], notes: readonly SampleNote[], expectation: Expectation) {
  const candidates = poseFiles(files)
  const numbers = candidates.map((file) => sampleNumber(file.given))
  const ownNumbers = numbers.every((number) => number !== null) && new Set(numbers).size === numbers.length
  const samples: ReadSample[] = []
  const complaints: Complaint[] = []
  for (const [place, file] of candidates.entries()) {
    const index = ownNumbers ? (numbers[place] ?? place) : place
    const note = notes.find((one) => one.pose?.name === file.given) ?? notes.find((one) => one.pose === null && one.index === index) ?? null
    const at = `${file.from}.${shown(file.given)}`
    const fault = stampFault(file, note)
    const read = fault ? null : readPose(file.content)
    if (read?.ok) samples.push({ index, file, pose: read.pose, comparison: compareChains(read.pose, expectation.chains), note })
    else {
      const words = fault ?? read?.complaints.map((complaint) => complaint.message).join(' ')
      const line = read?.complaints[0]?.at
      complaints.push({ at: line ? `${at}:${line}` : at, message: `${shown(file.given)} is not a structure that can be read. ${words}` })
    }
  }
  return { samples, complaints, found: candidates.length }
}
