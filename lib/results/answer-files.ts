// Takes the files out of a worker's answer: decodes, unpacks, checks size and hash, gives safe names. A file that fails is left out with a complaint.
import type { Complaint } from '@/lib/complexes/schema'
import { WorkerFile } from '@/lib/compute/contract'
import { CAPS, megabytes } from '@/lib/results/caps'
import { bytesOfBase64, gunzip, sha256Hex, type Bytes } from '@/lib/results/file-content'
import { safeFileName } from '@/lib/results/file-names'
import { entriesOf, own } from '@/lib/results/safe-json'

export type AnswerFile = {
  /** The worker's own name, by which its `samples` refer to it. */
  given: string
  /** The safe name under which it is stored. */
  name: string
  from: 'pose_files' | 'output_files' | 'files'
  content: Uint8Array
  sha256: string
}

export type AnswerFiles = { files: AnswerFile[]; complaints: Complaint[] }

/** For sentences: a name that a worker chose, without control characters and not longer than a line. */
export const shown = (name: string): string => JSON.stringify(name.slice(0, 80)).slice(1, -1)

/** Bytes of one entry: a base64 text, or our own record with size, hash and encoding. */
function contentOf(found: unknown, maxBytes: number): Bytes {
  if (typeof found === 'string') return bytesOfBase64(found, maxBytes)
  const record = WorkerFile.safeParse(found)
  if (!record.success) return { ok: false, message: 'It is not described as the contract says.' }
  const { encoding, content, size, sha256 } = record.data
  if (encoding === 'uploaded') return { ok: false, message: 'It was put into an object storage that is not set up here.' }
  const decoded = bytesOfBase64(content ?? '', maxBytes)
  const plain = decoded.ok && encoding === 'gzip+base64' ? gunzip(decoded.content, maxBytes) : decoded
  if (!plain.ok) return plain
  if (plain.content.length !== size) return { ok: false, message: `It has ${plain.content.length} bytes instead of the ${size} announced.` }
  return sha256Hex(plain.content) === sha256 ? plain : { ok: false, message: 'Its content does not match its hash.' }
}

/** All files of the output that could be read, poses first, in the order of the answer. */
export function answerFiles(output: unknown): AnswerFiles {
  const files: AnswerFile[] = []
  const complaints: Complaint[] = []
  const taken = new Set<string>()
  let bytes = 0
  for (const from of ['pose_files', 'output_files', 'files'] as const) {
    for (const [given, found] of entriesOf(own(output, from)) ?? []) {
      const at = `${from}.${shown(given)}`
      if (files.length >= CAPS.files) return { files, complaints: [...complaints, { at: from, message: `The answer holds more than ${CAPS.files} files; the rest was not read.` }] }
      // The guide's worker and ours may both list a pose again; the first one counts.
      if (files.some((file) => file.given === given && file.from === 'pose_files' && from !== 'pose_files')) continue
      const content = contentOf(found, Math.min(CAPS.fileBytes, CAPS.totalBytes - bytes))
      if (!content.ok) {
        complaints.push({ at, message: `${shown(given)} was left out. ${content.message}` })
        continue
      }
      bytes += content.content.length
      const name = safeFileName(given, taken)
      if (name !== given) complaints.push({ at, message: `The file ${shown(given)} is kept under the name ${name}.` })
      files.push({ given, name, from, content: content.content, sha256: sha256Hex(content.content) })
      if (bytes >= CAPS.totalBytes) return { files, complaints: [...complaints, { at: from, message: `The files of the answer exceed ${megabytes(CAPS.totalBytes)}; the rest was not read.` }] }
    }
  }
  return { files, complaints }
}
