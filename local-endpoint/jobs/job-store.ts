import 'server-only'
// The jobs of one endpoint: accepted, started, ended, retried, removed, each step on the disk before it is answered; it refuses steps a finished job can not take.
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { holding, type Clock } from '../clock'
import type { Settings } from '../settings'
import { countEnding, replay, summarise, type Ending, type History, type JournalEntry } from './history'
import { FRESH_RUN, isTerminal, needsInput, type AttemptPair, type Job } from './job'
import { JobReader } from './job-reader'
import { Journal } from './journal'
import { pairKey, type LedgerLine } from './ledger'
import { OutputFiles } from './output-files'
import { TtlTimers } from './ttl-timers'

export type NewJob = Pick<Job, 'id' | 'input' | 'webhook' | 'policy' | 'pair'> & Pick<LedgerLine, 'inputSha256' | 'yamlSha256'>

/** How a run ended; `isShared`: many jobs will end with the very same output. */
export type NewEnding = Omit<Ending, 'output' | 'retries'> & { output: string | null; isShared?: boolean }

export class JobStore extends JobReader {
  private readonly ttls: TtlTimers
  /** Jobs whose ending is being written. */
  private readonly ending = new Set<string>()
  private readonly endWatchers = new Set<(jobId: string) => void>()

  private constructor(
    private readonly journal: Journal<JournalEntry>,
    history: History,
    outputs: OutputFiles,
    clock: Clock,
    settings: Settings,
  ) {
    super(history, outputs, clock, settings)
    this.ttls = new TtlTimers(clock, (id) => void holding(clock, () => this.expire(id)).catch((error: unknown) => console.error('local endpoint: the ttl of', id, error)))
    for (const job of history.jobs.values()) if (!isTerminal(job.status)) this.ttls.start(job)
  }

  static async open(folder: string, clock: Clock, settings: Settings): Promise<JobStore> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const outputs = await OutputFiles.open(path.join(folder, 'outputs'))
    let history = replay([])
    const journal = await Journal.open<JournalEntry>(path.join(folder, 'journal.jsonl'), (entries) => {
      history = replay(entries)
      return summarise(history)
    })
    const store = new JobStore(journal, history, outputs, clock, settings)
    await store.dropExpired()
    await outputs.dropAllBut([...history.jobs.values()].map((job) => job.output))
    return store
  }

  /** Resolves once the job is on the disk; null when its (prediction, attempt) pair has been voided. */
  async accept({ inputSha256, yamlSha256, ...fresh }: NewJob): Promise<Job | null> {
    const { jobs, ledger, voided } = this.history
    if (fresh.pair !== null && voided.has(pairKey(fresh.pair))) return null
    const job: Job = { ...FRESH_RUN, keepMs: null, ...fresh, submittedAt: this.clock.now() }
    const { jobId = null, attempt = null } = fresh.pair ?? {}
    const line: LedgerLine = { id: job.id, jobId, attempt, at: job.submittedAt, inputSha256, yamlSha256 }
    jobs.set(job.id, job)
    ledger.enter(line)
    try {
      await this.journal.append({ type: 'accepted', job, line })
    } catch (error) {
      // It is answered with 500 and must not run all the same.
      jobs.delete(job.id)
      ledger.strike(job.id)
      throw error
    }
    this.ttls.start(job)
    this.announce(job.id)
    return job
  }

  /** The id under which this pair was accepted, or a promise on the disk that it never will be. */
  async voidPair(pair: AttemptPair): Promise<string | null> {
    const found = this.history.ledger.find(pair)
    if (found !== null) return found
    this.history.voided.add(pairKey(pair))
    await this.journal.append({ type: 'voided', ...pair })
    return null
  }

  /** A second start is the platform's own retry, after it lost the first worker. */
  start(id: string, workerId: string): void {
    const job = this.get(id)
    if (job === null || isTerminal(job.status)) return
    this.distortions.lift(id)
    const retries = job.startedAt === null ? 0 : job.retries + 1
    this.change(id, { status: 'IN_PROGRESS', startedAt: this.clock.now(), workerId, retries, progress: null })
  }

  /** A start that outlives the process: resolves with the job, if it may start, once that is on the disk. */
  async take(id: string, workerId: string): Promise<Job | null> {
    this.start(id, workerId)
    const job = this.get(id)
    if (job === null || job.workerId !== workerId || job.startedAt === null || isTerminal(job.status)) return null
    await this.journal.append({ type: 'started', id, startedAt: job.startedAt, workerId, retries: job.retries })
    return job
  }

  /** Jobs that were on connected workers wait again as if they had never started. */
  async startOver(): Promise<void> {
    for (const { id } of this.inProgress()) await this.requeue(id)
  }

  /** A job whose run was given up waits again as if it had never started. */
  async requeue(id: string): Promise<void> {
    const job = this.get(id)
    if (job === null || isTerminal(job.status) || this.ending.has(id)) return
    // On the disk before anybody hears of it, and may start it.
    await this.journal.append({ type: 'requeued', id })
    this.change(id, FRESH_RUN)
  }

  reportProgress(id: string, progress: string, status = 'IN_PROGRESS'): void {
    const job = this.get(id)
    if (job !== null && !isTerminal(job.status)) this.change(id, { progress, status })
  }

  /** One yield of a handler, as JSON. */
  reportChunk(id: string, text: string): void {
    const job = this.get(id)
    if (job === null || isTerminal(job.status)) return
    this.chunks.add(id, text)
    this.announce(id)
  }

  /** Ends a job once and for good: on the disk before anybody sees it. A later ending is ignored, as the platform ignores it. */
  async end(id: string, { output: text, isShared = false, ...ending }: NewEnding): Promise<void> {
    const job = this.get(id)
    if (job === null || isTerminal(job.status) || this.distortions.hasEnded(id) || this.ending.has(id)) return
    this.ending.add(id)
    try {
      const output = text === null ? null : await (isShared ? this.outputs.share(text) : this.outputs.keep(id, text))
      const { startedAt, workerId, retries } = job
      const whole: Ending = { ...ending, output, retries }
      const endedAt = this.clock.now()
      const isOwed = job.webhook !== null && this.settings.webhookOn.some((status) => status === ending.status)
      await this.journal.append({ type: 'ended', id, startedAt, endedAt, workerId, ending: whole, isOwed })
      countEnding(this.history.counts, whole)
      this.ttls.stop(id)
      this.distortions.lift(id)
      this.change(id, { ...whole, endedAt, progress: null, owed: isOwed ? { tries: 0 } : null })
      for (const listener of this.endWatchers) listener(id)
    } finally {
      this.ending.delete(id)
    }
  }

  /** Puts a failed job back into the queue without its output; false: it can not be run again. */
  async retry(id: string): Promise<boolean> {
    const job = this.get(id)
    const mayRun = job !== null && (job.status === 'FAILED' || job.status === 'TIMED_OUT') && this.clock.now() < job.submittedAt + job.policy.ttl
    if (!mayRun || this.ending.has(id)) return false
    const before = job.output
    const fresh = { ...job, ...FRESH_RUN }
    this.history.jobs.set(id, fresh)
    await this.journal.append({ type: 'requeued', id })
    await this.outputs.drop(before)
    this.ttls.start(fresh)
    this.announce(id)
    return true
  }

  /** The result is kept for so long after its end, if not even shorter. */
  async keepFor(id: string, keepMs: number): Promise<void> {
    const job = this.get(id)
    if (job === null || (job.keepMs !== null && job.keepMs <= keepMs)) return
    this.change(id, { keepMs })
    await this.journal.append({ type: 'kept', id, keepMs })
  }

  async noteTry(id: string, tries: number): Promise<void> {
    await this.journal.append({ type: 'tried', id, tries })
    this.change(id, { owed: { tries } })
  }

  async settle(id: string): Promise<void> {
    await this.journal.append({ type: 'settled', id })
    this.change(id, { owed: null })
  }

  async remove(jobs: Job[]): Promise<void> {
    const ids = jobs.map((job) => job.id)
    if (ids.length === 0) return
    for (const id of ids) {
      this.history.jobs.delete(id)
      this.distortions.lift(id)
      this.chunks.drop(id)
      this.ttls.stop(id)
    }
    await this.journal.append({ type: 'removed', ids })
    await Promise.all(jobs.map((job) => this.outputs.drop(job.output)))
    ids.forEach((id) => this.announce(id))
  }

  async dropExpired(): Promise<void> {
    await this.remove([...this.history.jobs.values()].filter((job) => this.isGone(job)))
  }

  onEnd(listener: (jobId: string) => void): void {
    this.endWatchers.add(listener)
  }

  async close(): Promise<void> {
    this.ttls.stopAll()
    await this.journal.close()
  }

  /** The ttl is over: in any state the job is deleted, but one that waits may be shown as TIMED_OUT instead. */
  private async expire(id: string): Promise<void> {
    const job = this.history.jobs.get(id)
    if (job === undefined || isTerminal(job.status)) return
    if (job.status === 'IN_QUEUE' && this.settings.queueExpiry === 'TIMED_OUT') await this.end(id, { status: 'TIMED_OUT', error: null, output: null })
    else await this.remove([job])
  }

  private change(id: string, fields: Partial<Job>): void {
    const job = this.history.jobs.get(id)
    if (job === undefined) return
    const changed = { ...job, ...fields }
    this.history.jobs.set(id, needsInput(changed) ? changed : { ...changed, input: null })
    this.announce(id)
  }
}
