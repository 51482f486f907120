import 'server-only'
// One thread that reads answers, one at a time. It refuses to live on after anything went wrong in it.
import { Worker } from 'node:worker_threads'
import type { ReadTask } from '@/lib/results/read-answer-worker'
import type { PackedFile, ReadOutcome } from '@/lib/results/schema'

/** What the thread says: `loaded` once, then an outcome for each task. */
type ThreadMessage = { kind: 'loaded' } | { kind: 'outcome'; outcome: ReadOutcome<PackedFile> }

/** Loading takes 0.1 s; a machine that needs longer than this has no reader, which says nothing about the answer. */
const LOAD_MS = 30_000

/** Room for what is born: the less, the sooner it is looked through. */
const YOUNG_MB = 16

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

type Settle<T> = { resolve: (value: T) => void; reject: (error: unknown) => void }

export class ReaderThread {
  private readonly worker: Worker
  private readonly loaded: Promise<void>
  private settleLoading: Settle<void> | null = null
  private settleTask: Settle<ReadOutcome<PackedFile>> | null = null
  private exited = false

  constructor(bundle: string, heapMb: number) {
    this.loaded = new Promise((resolve, reject) => {
      this.settleLoading = { resolve, reject }
    })
    // A thread that fails before anybody waits for it fails whoever comes next.
    this.loaded.catch(() => undefined)
    // The thread needs neither keys nor loaders of its parent.
    this.worker = new Worker(bundle, { env: {}, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: heapMb, maxYoungGenerationSizeMb: YOUNG_MB } })
    this.worker.on('message', (message: ThreadMessage) => {
      if (message.kind === 'loaded') this.settleLoading?.resolve()
      else this.settleTask?.resolve(message.outcome)
    })
    this.worker.on('error', (error) => this.fail(error))
    this.worker.on('exit', (code) => {
      this.exited = true
      this.fail(new Error(`The reader exited with code ${code}.`))
    })
    this.worker.unref()
  }

  private fail(error: unknown): void {
    this.settleLoading?.reject(error)
    this.settleTask?.reject(new ReaderDeath(isOutOfMemory(error) ? 'memory' : 'crash', { cause: error }))
  }

  /** false when it ended while it was idle. */
  get isAlive(): boolean {
    return !this.exited
  }

  /** The outcome of one task, whose bytes change hands, or a ReaderDeath; after any error the thread is of no more use. */
  async run(task: ReadTask, limitMs: number): Promise<ReadOutcome<PackedFile>> {
    this.worker.ref()
    let timer = setTimeout(() => this.fail(new Error('The reader could not be loaded in time.')), LOAD_MS)
    try {
      await this.loaded
      clearTimeout(timer)
      timer = setTimeout(() => this.settleTask?.reject(new ReaderDeath('time')), limitMs)
      return await new Promise<ReadOutcome<PackedFile>>((resolve, reject) => {
        this.settleTask = { resolve, reject }
        this.worker.postMessage(task, [task.rawAnswer.buffer])
      })
    } finally {
      clearTimeout(timer)
      this.settleTask = null
      this.worker.unref()
    }
  }

  async end(): Promise<void> {
    await this.worker.terminate()
  }
}
