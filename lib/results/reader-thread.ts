import 'server-only'
// One thread that reads answers, one at a time. It refuses to live on after anything went wrong in it.
import { Worker } from 'node:worker_threads'
import type { ReadTask } from '@/lib/results/read-answer-worker'
import type { ReadOutcome } from '@/lib/results/schema'

/** What the thread says: `loaded` once, then an outcome for each task. */
export type ThreadMessage = { kind: 'loaded' } | { kind: 'outcome'; outcome: ReadOutcome }

/** The thread died of what it read. Any other error means that there is no reader. */
export class ReaderDeath extends Error {
  constructor(
    readonly reason: 'time' | 'memory' | 'crash',
    options?: ErrorOptions,
  ) {
    super(`The reader ended: ${reason}.`, options)
  }
}

const isOutOfMemory = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'

export class ReaderThread {
  private readonly worker: Worker
  private loaded = false
  private exited = false
  private settle: { resolve: (outcome: ReadOutcome) => void; reject: (error: unknown) => void } | null = null

  constructor(bundle: string, heapMb: number) {
    // The thread needs neither keys nor loaders of its parent.
    this.worker = new Worker(bundle, { env: {}, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: heapMb } })
    this.worker.on('message', (message: ThreadMessage) => {
      if (message.kind === 'loaded') this.loaded = true
      else this.settle?.resolve(message.outcome)
    })
    this.worker.on('error', (error) => this.settle?.reject(this.deathBy(error)))
    this.worker.on('exit', (code) => {
      this.exited = true
      this.settle?.reject(this.deathBy(new Error(`It exited with code ${code}.`)))
    })
    this.worker.unref()
  }

  /** Before the reader was loaded nothing was read, so whatever happened says nothing about the answer. */
  private deathBy(error: unknown): unknown {
    if (isOutOfMemory(error)) return new ReaderDeath('memory', { cause: error })
    return this.loaded ? new ReaderDeath('crash', { cause: error }) : error
  }

  /** false when it ended while it was idle. */
  get isAlive(): boolean {
    return !this.exited
  }

  /** The outcome of one task, or a ReaderDeath; after any error the thread is of no more use. */
  async run(task: ReadTask, limitMs: number): Promise<ReadOutcome> {
    const outcome = new Promise<ReadOutcome>((resolve, reject) => {
      this.settle = { resolve, reject }
    })
    const timer = setTimeout(() => this.settle?.reject(new ReaderDeath('time')), limitMs)
    this.worker.ref()
    this.worker.postMessage(task)
    try {
      return await outcome
    } finally {
      clearTimeout(timer)
      this.settle = null
      this.worker.unref()
    }
  }

  async end(): Promise<void> {
    await this.worker.terminate()
  }
}
