import 'server-only'
// Threads that read answers under limits of memory and time. A thread that dies gives an outcome of its own; only a missing reader is an error.
import { log } from '@/lib/log'
import { ReaderDeath, ReaderThread } from '@/lib/results/reader-thread'
import type { Expectation, PackedFile, ReadOutcome } from '@/lib/results/schema'
import { Turns } from '@/lib/turns'

export type ReaderLimits = {
  /** From the task's turn to its outcome. */
  readMs: number
  /** Heap of one thread. Bytes of files lie outside of it and are capped by the reader. */
  heapMb: number
  threads: number
}

/** A thread that is kept warm answers in milliseconds instead of the 100 it takes to start one. */
const IDLE_MS = 30_000

/** What a thread has held is given back when the thread ends, not before. */
const HEAVY_BYTES = 8 * 1024 * 1024

function isHeavy(rawBytes: number, outcome: ReadOutcome<PackedFile>): boolean {
  const fileBytes = outcome.kind === 'result' ? outcome.files.reduce((sum, file) => sum + file.bytes, 0) : 0
  return rawBytes + fileBytes > HEAVY_BYTES
}

export class ReaderThreads {
  private readonly idle = new Map<ReaderThread, NodeJS.Timeout>()
  private readonly turns: Turns

  constructor(
    private readonly bundle: string,
    private readonly limits: ReaderLimits,
  ) {
    this.turns = new Turns(limits.threads)
  }

  private take(): ReaderThread {
    for (const [thread, timer] of this.idle) {
      clearTimeout(timer)
      this.idle.delete(thread)
      if (thread.isAlive) return thread
    }
    return new ReaderThread(this.bundle, this.limits.heapMb)
  }

  private keep(thread: ReaderThread): void {
    const timer = setTimeout(() => {
      // One stays, so that the next result need not wait for a start.
      if (this.idle.size === 1) return
      this.idle.delete(thread)
      void thread.end()
    }, IDLE_MS)
    this.idle.set(thread, timer.unref())
  }

  /** Starts a thread, when none is there, before anything is to be read. */
  warm(): void {
    if (this.idle.size === 0) this.keep(new ReaderThread(this.bundle, this.limits.heapMb))
  }

  private deathWords(death: ReaderDeath): string {
    const { readMs, heapMb } = this.limits
    if (death.reason === 'time') return `Reading the answer took longer than ${readMs / 1000} seconds and was given up.`
    if (death.reason === 'memory') return `Reading the answer needs more than ${heapMb} MB of memory and was given up.`
    return 'Reading the answer ended its reader; nothing of it is used.'
  }

  /** The bytes of `rawAnswer` change hands: afterwards the caller has none. */
  read(rawAnswer: Uint8Array<ArrayBuffer>, expectation: Expectation): Promise<ReadOutcome<PackedFile>> {
    const bytes = rawAnswer.length
    return this.turns.take(async () => {
      const thread = this.take()
      try {
        const outcome = await thread.run({ rawAnswer, expectation }, this.limits.readMs)
        if (isHeavy(bytes, outcome)) await thread.end()
        else this.keep(thread)
        return outcome
      } catch (error) {
        await thread.end()
        if (!(error instanceof ReaderDeath)) throw error
        log.warn({ reason: error.reason, cause: String(error.cause ?? ''), bytes }, 'a reader thread ended')
        return { kind: 'died', message: this.deathWords(error) }
      }
    })
  }

  async close(): Promise<void> {
    const threads = [...this.idle]
    this.idle.clear()
    for (const [thread, timer] of threads) {
      clearTimeout(timer)
      await thread.end()
    }
  }
}
