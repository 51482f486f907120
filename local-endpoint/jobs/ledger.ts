// The accepted submissions, for ever: each outlives its job, so that "at most one per attempt" and "sent as stored" can be checked after any crash. It refuses to forget in silence.
import { createHash } from 'node:crypto'
import type { AttemptPair } from './job'

export type LedgerLine = {
  id: string
  jobId: string | null
  attempt: string | null
  at: number
  /** Of the bytes of `input` as they came; null in lines of an earlier version. */
  inputSha256: string | null
  /** Of the bytes that `input.input_yaml` stands for; null when there is none. */
  yamlSha256: string | null
}

/** About 30 MB; a scientist's own endpoint takes years for it, a soak of hours stays far below. */
const MOST_LINES = 100_000

export const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex')

export function pairKey(pair: AttemptPair): string {
  return JSON.stringify([pair.jobId, pair.attempt])
}

export class Ledger {
  private lines = new Map<string, LedgerLine>()
  private ids = new Map<string, string>()

  get size(): number {
    return this.lines.size
  }

  keys(): IterableIterator<string> {
    return this.lines.keys()
  }

  values(): LedgerLine[] {
    return [...this.lines.values()]
  }

  has(id: string): boolean {
    return this.lines.has(id)
  }

  enter(line: LedgerLine): void {
    this.lines.set(line.id, line)
    if (line.jobId !== null && line.attempt !== null) this.ids.set(pairKey({ jobId: line.jobId, attempt: line.attempt }), line.id)
    const [oldest] = this.lines.values()
    if (this.lines.size <= MOST_LINES || oldest === undefined) return
    console.error(`local endpoint: the ledger is full; its line for job ${oldest.id} is dropped`)
    this.strike(oldest.id)
  }

  strike(id: string): void {
    const line = this.lines.get(id)
    this.lines.delete(id)
    if (line === undefined || line.jobId === null || line.attempt === null) return
    const key = pairKey({ jobId: line.jobId, attempt: line.attempt })
    if (this.ids.get(key) === id) this.ids.delete(key)
  }

  /** The job id under which this pair was last accepted, or null. */
  find(pair: AttemptPair): string | null {
    return this.ids.get(pairKey(pair)) ?? null
  }
}
