// Takes the files out of a worker's answer: decodes, unpacks, checks size and hash, gives safe names. A file that fails is left out with a complaint.
import type { Complaint } from '@/lib/complexes/schema'
import { FileStamp, WorkerFile } from '@/lib/compute/contract'
import { FILE_FIELDS, type AnswerOutput, type FileField } from '@/lib/results/answer-output'
import { CAPS, megabytes } from '@/lib/results/caps'
import { bytesOfBase64, gunzip, sha256Hex, type Bytes } from '@/lib/results/file-content'
import { safeFileName } from '@/lib/results/file-names'
import { isText, membersOf, textBytes, type MembersOutcome } from '@/lib/results/json-spans'
import { readJsonBytes } from '@/lib/results/safe-json'

export type AnswerFile = {
  /** The worker's own name, by which its `samples` refer to it. */
  given: string
  /** The safe name under which it is stored. */
  name: string
  from: FileField
  content: Uint8Array
  sha256: string
}

export type AnswerFiles = { files: AnswerFile[]; complaints: Complaint[] }

/** For sentences: a name that a worker chose, without control characters and not longer than a line. */
export const shown = (name: string): string => JSON.stringify(name.slice(0, 80)).slice(1, -1)

/** Bytes of one entry: a base64 text, or our own record with size, hash and encoding. */
function contentOf(found: Uint8Array, maxBytes: number): Bytes {
  if (isText(found)) return decoded(found, maxBytes)
  const record = membersOf(found)
  const described = record.ok ? WorkerFile.safeParse(descriptionOf(record.members)) : null
  if (!record.ok || !described?.success) return { ok: false, message: 'It is not described as the contract says.' }
  const { encoding, size, sha256 } = described.data
  const content = record.members.get('content')
  const bytes = content && isText(content) ? decoded(content, maxBytes) : EMPTY
  const plain = bytes.ok && encoding === 'gzip+base64' ? gunzip(bytes.content, maxBytes) : bytes
  return stamped(plain, { size, sha256 })
}

/** The same bytes when they are those that were announced. */
function stamped(plain: Bytes, stamp: Pick<Stamp, 'size' | 'sha256'> | undefined): Bytes {
  if (!plain.ok || stamp === undefined) return plain
  if (plain.content.length !== stamp.size) return { ok: false, message: `It has ${plain.content.length} bytes instead of the ${stamp.size} announced.` }
  return sha256Hex(plain.content) === stamp.sha256 ? plain : { ok: false, message: 'Its content does not match its hash.' }
}

const EMPTY: Bytes = { ok: true, content: new Uint8Array() }

function decoded(text: Uint8Array, maxBytes: number): Bytes {
  const letters = textBytes(text)
  return letters === null ? { ok: false, message: 'It is not base64.' } : bytesOfBase64(letters, maxBytes)
}

/** The record without its content. */
function descriptionOf(members: ReadonlyMap<string, Uint8Array>): Record<string, unknown> {
  return Object.fromEntries(['size', 'sha256', 'encoding'].flatMap((name) => {
    const json = readJsonBytes(members.get(name) ?? new Uint8Array())
    return json.ok ? [[name, json.value]] : []
  }))
}

type Stamp = ReturnType<typeof FileStamp.parse>
type Reading = AnswerFiles & { taken: Set<string>; bytes: number; stamps: Stamp[] }

/** What the worker says of the files that stand there as plain base64. A stamp that is none says nothing. */
const stampsIn = (found: unknown): Stamp[] => (Array.isArray(found) ? found.slice(0, 100).flatMap((stamp) => FileStamp.safeParse(stamp).data ?? []) : [])

/** All files of the output that could be read, poses first, in the order of the answer. */
export function answerFiles(output: AnswerOutput): AnswerFiles {
  const reading: Reading = { files: [], complaints: [], taken: new Set(), bytes: 0, stamps: stampsIn(output.fields.output_stamps) }
  for (const from of FILE_FIELDS) {
    const found = output.files[from]
    const entries = found && membersOf(found)
    if (!entries) continue
    if (!entries.ok) reading.complaints.push({ at: from, message: `The files under ${from} were left out. ${entries.message}` })
    else if (!readEntries(from, entries, reading)) break
  }
  return { files: reading.files, complaints: reading.complaints }
}

/** @returns whether further files may be read */
function readEntries(from: FileField, { members, unnamed }: Extract<MembersOutcome, { ok: true }>, reading: Reading): boolean {
  const { files, complaints } = reading
  const stop = (message: string): false => {
    complaints.push({ at: from, message })
    return false
  }
  if (unnamed > 0) complaints.push({ at: from, message: `Files whose names are longer than ${CAPS.keyBytes} bytes were left out: ${unnamed}.` })
  for (const [given, found] of members) {
    if (files.length >= CAPS.files || complaints.length >= CAPS.files) return stop(`The answer holds more than ${CAPS.files} files; the rest was not read.`)
    // The guide's worker and ours may both list a pose again; the first one counts.
    if (from !== 'pose_files' && files.some((file) => file.given === given && file.from === 'pose_files')) continue
    readEntry(from, given, found, reading)
    if (reading.bytes >= CAPS.totalBytes) return stop(`The files of the answer exceed ${megabytes(CAPS.totalBytes)}; the rest was not read.`)
  }
  return true
}

function readEntry(from: FileField, given: string, found: Uint8Array, reading: Reading): void {
  const at = `${from}.${shown(given)}`
  const stamp = from === 'output_files' ? reading.stamps.find(({ name }) => name === given) : undefined
  const content = stamped(contentOf(found, Math.min(CAPS.fileBytes, CAPS.totalBytes - reading.bytes)), stamp)
  if (!content.ok) {
    reading.complaints.push({ at, message: `${shown(given)} was left out. ${content.message}` })
    return
  }
  const name = safeFileName(given, reading.taken)
  if (name !== given) reading.complaints.push({ at, message: `The file ${shown(given)} is kept under the name ${name}.` })
  reading.bytes += content.content.length
  reading.files.push({ given, name, from, content: content.content, sha256: sha256Hex(content.content) })
}
