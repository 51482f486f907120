import 'server-only'
// The answer that a worker put for one attempt: where it stands, and taking it as if /status had sent it. More than the app reads of an answer is refused.
import { createHash } from 'node:crypto'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { AnswerRoom } from '@/lib/compute/answer-room'
import type { UploadedAnswer } from '@/lib/compute/contract'
import { MAX_ANSWER_BYTES, receive } from '@/lib/compute/raw-answer'
import type { ObjectStorage } from '@/lib/object-storage/storage'

/** One key per attempt: a bucket's life-cycle rule and a key's rights can name what lies below `atomera/`. */
export const answerKey = (attemptId: string): string => `atomera/attempts/${attemptId}/answer.json.gz`

/** `taken`: the body that /status would have had, with gzip, in pieces. `unusable`: it is there, and asking again would not help. */
export type TakenAnswer =
  | { kind: 'taken'; packed: Uint8Array<ArrayBuffer>[] }
  | { kind: 'absent' }
  | { kind: 'unavailable'; words: string }
  | { kind: 'unusable'; words: string }

/** What surrounds a worker's output in the body of /status. */
const HEAD = Buffer.from('{"status":"COMPLETED","output":')
const TAIL = Buffer.from('}')

/** Takes the answer into `room`; `stamp` is what the worker said of it, null when that is lost. */
export async function takeAnswer(storage: ObjectStorage, attemptId: string, stamp: UploadedAnswer | null, room: AnswerRoom): Promise<TakenAnswer> {
  const fetched = await storage.fetch(answerKey(attemptId))
  if (fetched.kind !== 'found') return fetched
  const plain = new Plain(fetched.content)
  const { raw, fault } = await receive(() => plain.pieces(), { room, watch: () => plain.size <= MAX_ANSWER_BYTES })
  if (fault !== null) return isDamage(fault) ? { kind: 'unusable', words: 'it is damaged' } : { kind: 'unavailable', words: 'its content broke off' }
  if (!raw.isWhole) return { kind: 'unusable', words: `it is larger than the ${MAX_ANSWER_BYTES} bytes that are read` }
  if (stamp !== null && (plain.size !== stamp.size || plain.sha256() !== stamp.sha256)) return { kind: 'unusable', words: 'it is not the one that the worker named' }
  return { kind: 'taken', packed: await raw.gzip() }
}

/** zlib's own codes; those of a connection begin otherwise. */
const isDamage = (fault: Error): boolean => 'code' in fault && typeof fault.code === 'string' && fault.code.startsWith('Z_')

/** What the object holds, unpacked, measured and hashed as it passes by. */
class Plain {
  size = 0
  private readonly hash = createHash('sha256')

  constructor(private readonly packed: Readable) {}

  async *pieces(): AsyncGenerator<Uint8Array> {
    yield HEAD
    // The fault of either half arrives where the pieces are read.
    const unpacked = pipeline(this.packed, createGunzip(), () => undefined)
    for await (const piece of unpacked) {
      this.size += piece.length
      this.hash.update(piece)
      yield piece
    }
    yield TAIL
  }

  sha256(): string {
    return this.hash.digest('hex')
  }
}
