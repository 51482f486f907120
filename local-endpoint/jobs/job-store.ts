import 'server-only'
// The jobs of one endpoint: accepted, started, ended, removed, each step on the disk before it is answered; it refuses steps a finished job can not take.
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Clock } from '../clock'
import {
  countEnding, enterJob, hasExpired, pairKey, replay, summarise, type Ending, type History, type JobCounts, type JournalEntry, type LedgerLine,
} from './history'
import { isTerminal, renderJob, type AttemptPair, type Job } from './job'
import { Journal } from './journal'
import { OutputFiles } from './output-files'

export type NewJob = Pick<Job, 'id' | 'input' | 'webhook' | 'policy' | 'pair'>

export class JobStore {
  private watchers = new Set<(jobId: string) => void>()
  /** Jobs whose ending is being written. */
  private ending = new Set<string>()

  private constructor(
    private readonly history: History,
    private readonly journal: Journal<JournalEntry>,
    private readonly outputs: OutputFiles,
    private readonly clock: Clock,
  ) {}

  static async open(folder: string, clock: Clock): Promise<JobStore> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const outputs = await OutputFiles.open(path.join(folder, 'outputs'))
    let history = replay([])
    const journal = await Journal.open<JournalEntry>(path.join(folder, 'journal.jsonl'), (entries) => {
      history = replay(entries)
      return summarise(history)
    })
    const store = new JobStore(history, journal, outputs, clock)
    await store.dropExpired()
    return store
  }

  get(id: string): Job | null {
    const job = this.history.jobs.get(id)
    return job === undefined || hasExpired(job, this.clock.now()) ? null : job
  }

  all(): Job[] {
    return [...this.history.jobs.values()].filter((job) => !hasExpired(job, this.clock.now()))
  }

  queued(): Job[] {
    return this.all().filter((job) => job.status === 'IN_QUEUE')
  }

  counts(): JobCounts {
    return this.history.counts
  }

  ledger(): LedgerLine[] {
    return [...this.history.ledger.values()]
  }

  /** Resolves once the job is on the disk; null when its (prediction, attempt) pair has been voided. */
  async accept(fresh: NewJob): Promise<Job | null> {
    if (fresh.pair !== null && this.history.voided.has(pairKey(fresh.pair))) return null
    const job: Job = {
      ...fresh,
      submittedAt: this.clock.now(),
      status: 'IN_QUEUE',
      startedAt: null,
      endedAt: null,
      workerId: null,
      retries: 0,
      progress: null,
      output: null,
      error: null,
    }
    enterJob(this.history, job)
    try {
      await this.journal.append({ type: 'accepted', job })
    } catch (error) {
      // It is answered with 500 and must not run all the same.
      this.history.jobs.delete(job.id)
      this.history.ledger.delete(job.id)
      throw error
    }
    this.announce(job.id)
    return job
  }

  /** The job with this pair, or a promise on the disk that none will ever be accepted. */
  async voidPair(pair: AttemptPair): Promise<Job | null> {
    const found = this.all().find((job) => job.pair !== null && pairKey(job.pair) === pairKey(pair))
    if (found !== undefined) return found
    this.history.voided.add(pairKey(pair))
    await this.journal.append({ type: 'voided', ...pair })
    return null
  }

  start(id: string, workerId: string): void {
    this.change(id, { status: 'IN_PROGRESS', startedAt: this.clock.now(), workerId })
  }

  reportProgress(id: string, progress: string, status = 'IN_PROGRESS'): void {
    const job = this.get(id)
    if (job !== null && !isTerminal(job.status)) this.change(id, { progress, status })
  }

  /** Ends a job once and for good: on the disk before anybody sees it. A later ending is ignored, as the platform ignores it. */
  async end(id: string, ending: Omit<Ending, 'output'>, outputText: string | null): Promise<void> {
    const job = this.get(id)
    if (job === null || isTerminal(job.status) || this.ending.has(id)) return
    this.ending.add(id)
    try {
      const output = outputText === null ? null : await this.outputs.keep(id, outputText)
      const { startedAt, workerId } = job
      const whole: Ending = { ...ending, output }
      const endedAt = this.clock.now()
      await this.journal.append({ type: 'ended', id, startedAt, endedAt, workerId, ending: whole })
      countEnding(this.history.counts, whole)
      this.change(id, { ...whole, endedAt, progress: null })
    } finally {
      this.ending.delete(id)
    }
  }

  async remove(jobs: Job[]): Promise<void> {
    const ids = jobs.map((job) => job.id)
    if (ids.length === 0) return
    ids.forEach((id) => this.history.jobs.delete(id))
    await this.journal.append({ type: 'removed', ids })
    await Promise.all(jobs.map((job) => this.outputs.drop(job.output)))
    ids.forEach((id) => this.announce(id))
  }

  async dropExpired(): Promise<void> {
    const now = this.clock.now()
    await this.remove([...this.history.jobs.values()].filter((job) => hasExpired(job, now)))
  }

  /** Overwrites what `/status` shows, in memory only: the platform's own confusions, played by the control API. */
  distort(id: string, shown: Partial<Pick<Job, 'status' | 'error' | 'retries' | 'progress' | 'output'>>): void {
    this.change(id, shown)
  }

  async render(job: Job): Promise<string> {
    const text = job.progress ?? (job.output === null ? null : await this.outputs.read(job.output))
    return renderJob(job, text)
  }

  watch(listener: (jobId: string) => void): () => void {
    this.watchers.add(listener)
    return () => this.watchers.delete(listener)
  }

  async close(): Promise<void> {
    await this.journal.close()
  }

  private change(id: string, fields: Partial<Job>): void {
    const job = this.history.jobs.get(id)
    if (job === undefined) return
    this.history.jobs.set(id, { ...job, ...fields })
    this.announce(id)
  }

  private announce(id: string): void {
    for (const listener of [...this.watchers]) listener(id)
  }
}
