// Checks a stored result again as if nobody had: every listed file exists, has its size and hash and parses, every score is finite and in its range.
// Changes nothing; answers with complaints and their places, none when all is well.
import type { Complaint } from '@/lib/complexes/schema'
import type { BoltzConfidence } from '@/lib/compute/contract'
import { readAffinity } from '@/lib/results/affinity'
import { readConfidence } from '@/lib/results/confidence'
import { sha256Hex } from '@/lib/results/file-content'
import { readPose, type Pose } from '@/lib/results/mmcif'
import { resultChains } from '@/lib/results/pose-chains'
import { readJsonBytes } from '@/lib/results/safe-json'
import { arrayFault } from '@/lib/results/sample-arrays'
import { ResultSummary, type ResultFile, type ResultSample } from '@/lib/results/schema'

export type StoredResult = {
  /** As it stands in the database. */
  summary: unknown
  /** The rows of its files. */
  files: readonly Pick<ResultFile, 'name' | 'bytes' | 'sha256'>[]
  /** By the rule of retention: then there must be none, and the scores are all that can be checked. */
  filesRemoved?: boolean
}

/** Uncompressed bytes stored under a hash; null when there are none that can be read. Their hash is checked here too. */
export type ReadStored = (sha256: string) => Promise<Uint8Array | null>

const complaint = (at: string, message: string): Complaint => ({ at, message })
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

/** Scores of the summary by the very rules by which they were read. */
function scoreFaults(summary: ResultSummary): Complaint[] {
  // That two heads disagree with their mean was said when it was read; it is no fault of what is stored.
  const faults = readAffinity(summary, 'summary').complaints.filter(({ at }) => at !== 'summary')
  for (const [place, { confidence }] of summary.samples.entries()) {
    if (confidence !== null) faults.push(...readConfidence(confidence, `summary.samples.${place}.confidence`).complaints)
  }
  const best = summary.samples[0]?.confidence?.confidence_score ?? null
  if (summary.confidence_score !== best) faults.push(complaint('summary.confidence_score', `It is ${summary.confidence_score}, but the first sample says ${best}.`))
  return faults
}

/** The list in the summary and the rows beside it must be one list. */
function listFaults(summary: ResultSummary, rows: StoredResult['files']): Complaint[] {
  const listed = new Map(summary.files.map((file) => [file.name, file]))
  const unlike = rows.filter(({ name, bytes, sha256 }) => {
    const file = listed.get(name)
    return file === undefined || file.bytes !== bytes || file.sha256 !== sha256
  })
  const missing = summary.files.filter(({ name }) => !rows.some((row) => row.name === name))
  return [
    ...unlike.map(({ name }) => complaint(`files.${name}`, 'Its row is not what the summary lists.')),
    ...missing.map(({ name }) => complaint(`files.${name}`, 'The summary lists it, but it has no row.')),
  ]
}

const leftFaults = (rows: StoredResult['files']): Complaint[] => rows.map(({ name }) => complaint(`files.${name}`, 'It has a row, although the files of this result were removed.'))

async function contentOf(file: ResultFile, read: ReadStored): Promise<{ content: Uint8Array } | { fault: Complaint }> {
  const content = await read(file.sha256)
  const at = `files.${file.name}`
  if (content === null) return { fault: complaint(at, 'Its bytes are missing or damaged.') }
  if (content.length !== file.bytes) return { fault: complaint(at, `It has ${content.length} bytes instead of ${file.bytes}.`) }
  return sha256Hex(content) === file.sha256 ? { content } : { fault: complaint(at, 'Its bytes do not have the hash they are stored under.') }
}

/** What a file must say when its scores are shown as verified. */
function jsonFault(content: Uint8Array, matches: (value: unknown) => boolean): string | null {
  const json = readJsonBytes(content)
  if (!json.ok) return `It can not be read. ${json.message}`
  return matches(json.value) ? null : 'It says other numbers than the summary.'
}

const confidenceMatches = (shown: BoltzConfidence | null) => (value: unknown): boolean => {
  const { confidence } = readConfidence(value, '')
  return confidence !== null && same(sorted(confidence), sorted(shown))
}

const affinityMatches = (summary: ResultSummary) => (value: unknown): boolean => same(readAffinity(value, '').scores, readAffinity(summary, '').scores)

/** The database keeps keys in an order of its own. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)])
}

/** Why the content is not what its role says; null when it is, or when nothing is promised of it. */
function roleFault(file: ResultFile, content: Uint8Array, summary: ResultSummary, poses: Map<number, Pose>): string | null {
  const sample = summary.samples.find(({ index }) => index === file.sampleIndex)
  const pose = file.sampleIndex === null ? undefined : poses.get(file.sampleIndex)
  switch (file.role) {
    case 'pose':
      return null
    case 'confidence':
      return sample?.confidenceState === 'verified' ? jsonFault(content, confidenceMatches(sample.confidence)) : null
    case 'affinity':
      return summary.affinityState === 'verified' ? jsonFault(content, affinityMatches(summary)) : null
    case 'plddt':
    case 'pae':
      return pose ? arrayFault(file.role, content, pose) : 'It belongs to no pose that can be read.'
    case 'other':
      return null
  }
}

function poseFaults(sample: ResultSample, file: ResultFile, content: Uint8Array, summary: ResultSummary, poses: Map<number, Pose>): Complaint[] {
  const read = readPose(content)
  if (!read.ok) return read.complaints.map(({ at, message }) => complaint(at ? `files.${file.name}:${at}` : `files.${file.name}`, message))
  poses.set(sample.index, read.pose)
  const isBest = sample === summary.samples[0]
  return isBest && !same(sorted(resultChains(read.pose)), sorted(summary.chains)) ? [complaint('summary.chains', 'They are not the chains of the best pose.')] : []
}

/** Names that the samples give must be listed, each in its role. */
function nameFaults(summary: ResultSummary): Complaint[] {
  const isListed = (name: string | null, role: ResultFile['role'], index: number): boolean =>
    name === null || summary.files.some((file) => file.name === name && file.role === role && file.sampleIndex === index)
  return summary.samples.flatMap(({ index, poseFile, plddtFile, paeFile }, place) =>
    ([['poseFile', poseFile, 'pose'], ['plddtFile', plddtFile, 'plddt'], ['paeFile', paeFile, 'pae']] as const)
      .filter(([, name, role]) => !isListed(name, role, index))
      .map(([key, name]) => complaint(`summary.samples.${place}.${key}`, `${name} is not listed as such.`)),
  )
}

/** All that is wrong with a stored result; an empty list says that "COMPLETED" is true of it. Holds one file at a time. */
export async function verifyResult(stored: StoredResult, read: ReadStored): Promise<Complaint[]> {
  const parsed = ResultSummary.safeParse(stored.summary)
  if (!parsed.success) return parsed.error.issues.slice(0, 20).map(({ path, message }) => complaint(['summary', ...path].join('.'), message))
  const summary = parsed.data
  if (stored.filesRemoved === true) return [...scoreFaults(summary), ...nameFaults(summary), ...leftFaults(stored.files)]
  const faults = [...scoreFaults(summary), ...listFaults(summary, stored.files), ...nameFaults(summary)]
  const poses = new Map<number, Pose>()
  // Poses first: the arrays are checked against them.
  const inOrder = [...summary.files].sort((one, other) => Number(other.role === 'pose') - Number(one.role === 'pose'))
  for (const file of inOrder) {
    const found = await contentOf(file, read)
    if ('fault' in found) {
      faults.push(found.fault)
      continue
    }
    const sample = file.role === 'pose' ? summary.samples.find(({ poseFile }) => poseFile === file.name) : undefined
    if (sample) faults.push(...poseFaults(sample, file, found.content, summary, poses))
    const fault = roleFault(file, found.content, summary, poses)
    if (fault !== null) faults.push(complaint(`files.${file.name}`, fault))
  }
  return faults
}
