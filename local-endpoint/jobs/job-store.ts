import 'server-only'
// The jobs of one endpoint: accepted, started, ended, removed, each step on the disk before it is answered; it refuses steps a finished job can not take.
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Clock } from '../clock'
import type { Shown } from '../faults/fault'
import type { Settings } from '../settings'
import { countEnding, hasExpired, replay, summarise, type Ending, type History, type JobCounts, type JournalEntry } from './history'
import { isTerminal, needsInput, renderJob, type AttemptPair, type Job } from './job'
import { Journal } from './journal'
import { pairKey, type LedgerLine } from './ledger'
import { OutputFiles } from './output-files'
import { Watchers } from './watchers'

export type NewJob = Pick<Job, 'id' | 'input' | 'webhook' | 'policy' | 'pair'> & Pick<LedgerLine, 'inputSha256' | 'yamlSha256'>

/** How a run ended; `isShared`: many jobs will end with the very same output. */
export type NewEnding = Omit<Ending, 'output'> & { output: string | null; isShared?: boolean }

const NEW_JOB = { status: 'IN_QUEUE', startedAt: null, endedAt: null, workerId: null, retries: 0, progress: null, output: null, error: null, owed: null } as const

export class JobStore extends Watchers {
  /** Jobs whose ending is being written. */
  private ending = new Set<string>()
  private endWatchers = new Set<(jobId: string) => void>()
  /** What `/status` shows instead of the truth, until the next true step; in memory only. */
  private distortions = new Map<string, Shown>()

  private constructor(
    private readonly history: History,
    private readonly journal: Journal<JournalEntry>,
    private readonly outputs: OutputFiles,
    private readonly clock: Clock,
    private readonly settings: Settings,
  ) {
    super()
  }

  static async open(folder: string, clock: Clock, settings: Settings): Promise<JobStore> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const outputs = await OutputFiles.open(path.join(folder, 'outputs'))
    let history = replay([])
    const journal = await Journal.open<JournalEntry>(path.join(folder, 'journal.jsonl'), (entries) => {
      history = replay(entries)
      return summarise(history)
    })
    const store = new JobStore(history, journal, outputs, clock, settings)
    await store.dropExpired()
    await outputs.dropAllBut([...history.jobs.values()].map((job) => job.output))
    return store
  }

  get(id: string): Job | null {
    const job = this.history.jobs.get(id)
    return job === undefined || hasExpired(job, this.clock.now()) ? null : job
  }

  /** The job as `/status` shows it, distorted or not. */
  shown(id: string): Job | null {
    const job = this.get(id)
    const { status } = this.distortions.get(id) ?? {}
    return job === null || status === undefined ? job : { ...job, status }
  }

  all(): Job[] {
    return [...this.history.jobs.values()].filter((job) => !hasExpired(job, this.clock.now()))
  }

  /** Waiting jobs in their order, but for those that are shown as ended. */
  *queued(): Generator<Job> {
    for (const job of this.history.jobs.queued()) if (!hasExpired(job, this.clock.now()) && !this.isShownEnded(job.id)) yield job
  }

  counts(): JobCounts & { inQueue: number; inProgress: number } {
    const { counts, jobs } = this.history
    return { ...counts, inQueue: jobs.queuedCount, inProgress: jobs.runningCount }
  }

  ledger(): LedgerLine[] {
    return this.history.ledger.values()
  }

  /** Resolves once the job is on the disk; null when its (prediction, attempt) pair has been voided. */
  async accept({ inputSha256, yamlSha256, ...fresh }: NewJob): Promise<Job | null> {
    const { jobs, ledger, voided } = this.history
    if (fresh.pair !== null && voided.has(pairKey(fresh.pair))) return null
    const job: Job = { ...NEW_JOB, ...fresh, submittedAt: this.clock.now() }
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

  start(id: string, workerId: string): void {
    this.distortions.delete(id)
    this.change(id, { status: 'IN_PROGRESS', startedAt: this.clock.now(), workerId })
  }

  reportProgress(id: string, progress: string, status = 'IN_PROGRESS'): void {
    const job = this.get(id)
    if (job !== null && !isTerminal(job.status)) this.change(id, { progress, status })
  }

  /** Ends a job once and for good: on the disk before anybody sees it. A later ending is ignored, as the platform ignores it. */
  async end(id: string, { output: text, isShared = false, ...ending }: NewEnding): Promise<void> {
    const job = this.get(id)
    if (job === null || isTerminal(job.status) || this.isShownEnded(id) || this.ending.has(id)) return
    this.ending.add(id)
    try {
      const output = text === null ? null : await (isShared ? this.outputs.share(text) : this.outputs.keep(id, text))
      const { startedAt, workerId } = job
      const whole: Ending = { ...ending, output }
      const endedAt = this.clock.now()
      const isOwed = job.webhook !== null && this.settings.webhookOn.some((status) => status === ending.status)
      await this.journal.append({ type: 'ended', id, startedAt, endedAt, workerId, ending: whole, isOwed })
      countEnding(this.history.counts, whole)
      this.distortions.delete(id)
      this.change(id, { ...whole, endedAt, progress: null, owed: isOwed ? { tries: 0 } : null })
      for (const listener of this.endWatchers) listener(id)
    } finally {
      this.ending.delete(id)
    }
  }

  /** Jobs whose webhook is still to be told. */
  owing(): Job[] {
    return this.all().filter((job) => job.owed !== null)
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
      this.distortions.delete(id)
    }
    await this.journal.append({ type: 'removed', ids })
    await Promise.all(jobs.map((job) => this.outputs.drop(job.output)))
    ids.forEach((id) => this.announce(id))
  }

  async dropExpired(): Promise<void> {
    const now = this.clock.now()
    await this.remove([...this.history.jobs.values()].filter((job) => hasExpired(job, now)))
  }

  /** Overwrites what `/status` shows until the job truly starts or ends: the platform's own confusions, played by the control API. */
  distort(id: string, shown: Shown): void {
    this.distortions.set(id, { ...this.distortions.get(id), ...shown })
    this.announce(id)
  }

  /** The job object of `/status`, with any distortion, and with that of one call on top. */
  async render(job: Job, shown: Shown = {}): Promise<string> {
    const { output, ...fields } = { ...this.distortions.get(job.id), ...shown }
    const text = output === undefined ? await this.outputText(job) : output === null ? null : JSON.stringify(output)
    return renderJob({ ...job, ...fields }, text)
  }

  /** What a webhook tells: the truth, with the input and its own address. */
  async renderWebhook(job: Job): Promise<string> {
    return renderJob(job, await this.outputText(job), { input: job.input, webhook: job.webhook ?? undefined })
  }

  onEnd(listener: (jobId: string) => void): void {
    this.endWatchers.add(listener)
  }

  async close(): Promise<void> {
    await this.journal.close()
  }

  private isShownEnded(id: string): boolean {
    return isTerminal(this.distortions.get(id)?.status ?? '')
  }

  private async outputText(job: Job): Promise<string | null> {
    return job.progress ?? (job.output === null ? null : await this.outputs.read(job.output))
  }

  private change(id: string, fields: Partial<Job>): void {
    const job = this.history.jobs.get(id)
    if (job === undefined) return
    const changed = { ...job, ...fields }
    this.history.jobs.set(id, needsInput(changed) ? changed : { ...changed, input: null })
    this.announce(id)
  }
}
