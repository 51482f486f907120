import 'server-only'
// The bytes of one answer on their way in: the beginning as it is, and more of it only packed. Refuses to hold more than 64 MB of what came.
import { createGzip, gzip } from 'node:zlib'
import { promisify } from 'node:util'
import { LARGE_BYTES, type AnswerRoom } from '@/lib/compute/answer-room'

export const MAX_ANSWER_BYTES = 64 * 1024 * 1024
/** An answer over the cap is looked through for what it says of its job up to here, and kept no longer. */
const MOST_LOOKED_THROUGH = 4 * MAX_ANSWER_BYTES

const pack = promisify(gzip)

/** What came of an answer, to be kept with its job. */
export type RawAnswer = {
  /** Bytes that came, or that were waited for. */
  size: number
  /** false: only the beginning is kept. */
  isWhole: boolean
  /** What is kept, with gzip, in pieces. */
  gzip(): Promise<Uint8Array<ArrayBuffer>[]>
}

/** `fault` says why there is no more, and is null when all came that was wanted. */
export type Received = { beginning: Uint8Array; raw: RawAnswer; fault: Error | null }

export type Taking = {
  /** What is taken in without asking for room. */
  mostSmall?: number
  /** Where more than the beginning is wanted: room for it. */
  room?: AnswerRoom
  /** Sees every piece; false when nothing more is wanted. */
  watch?: (piece: Uint8Array) => boolean
}

/** Packs piece by piece; what comes out is collected. */
class Packing {
  private readonly stream = createGzip()
  private readonly packed: Uint8Array<ArrayBuffer>[] = []
  private readonly ended = new Promise<void>((resolve, reject) => {
    this.stream.on('data', (piece: Buffer) => void this.packed.push(new Uint8Array(piece)))
    this.stream.on('end', resolve)
    this.stream.on('error', reject)
  })

  add(piece: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.stream.write(piece, (error) => (error ? reject(error) : resolve()))
    })
  }

  async end(): Promise<Uint8Array<ArrayBuffer>[]> {
    this.stream.end()
    await this.ended
    return this.packed
  }

  drop(): void {
    this.stream.destroy()
    this.ended.catch(() => undefined)
    this.packed.length = 0
  }
}

class Intake {
  private readonly pieces: Uint8Array[] = []
  private size = 0
  private isWhole = true
  private packing: Packing | null = null

  constructor(private readonly taking: Taking) {}

  /** @returns whether more is wanted */
  async take(piece: Uint8Array): Promise<boolean> {
    const { room, watch, mostSmall = LARGE_BYTES } = this.taking
    const left = Math.max(0, mostSmall - this.size)
    this.size += piece.length
    const isSmall = this.size <= mostSmall
    if (isSmall) this.pieces.push(piece)
    const goesOn = watch?.(piece) !== false && (isSmall || room !== undefined) && this.size <= MOST_LOOKED_THROUGH
    if (!goesOn || this.size > MAX_ANSWER_BYTES) this.keepBeginning(isSmall ? null : piece.subarray(0, left))
    else if (!isSmall && room !== undefined) await this.pack(piece, room)
    return goesOn
  }

  private keepBeginning(rest: Uint8Array | null): void {
    if (rest !== null) this.pieces.push(rest)
    this.isWhole = false
    this.drop()
    // What is still to be looked through goes by without being held.
    this.taking.room?.leave()
  }

  private async pack(piece: Uint8Array, room: AnswerRoom): Promise<void> {
    await room.hold(this.size)
    if (this.packing === null) {
      this.packing = new Packing()
      for (const earlier of this.pieces) await this.packing.add(earlier)
    }
    await this.packing.add(piece)
  }

  drop(): void {
    this.packing?.drop()
    this.packing = null
  }

  async end(fault: Error | null): Promise<Received> {
    const { size, isWhole } = this
    const beginning = new Uint8Array(Buffer.concat(this.pieces))
    const packed = await this.packing?.end()
    return { beginning, raw: { size, isWhole, gzip: async () => packed ?? [new Uint8Array(await pack(beginning))] }, fault }
  }
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)))

/** Takes in a body; does not throw. Without room for more, and beyond the cap, reading stops: the connection is closed on the rest. */
export async function receive(open: () => AsyncIterable<Uint8Array>, taking: Taking): Promise<Received> {
  const intake = new Intake(taking)
  try {
    for await (const piece of open()) {
      if (!(await intake.take(piece))) break
    }
  } catch (error) {
    intake.drop()
    return intake.end(asError(error))
  }
  return intake.end(null)
}
