import 'server-only'
// The jobs of one endpoint as others see them: what there is, what waits, what `/status` and a webhook tell; it refuses to change a job.
import type { Clock } from '../clock'
import type { Shown } from '../faults/fault'
import type { Settings } from '../settings'
import { Chunks } from './chunks'
import { Distortions } from './distortions'
import type { History, JobCounts } from './history'
import { renderJob, type Job } from './job'
import type { LedgerLine } from './ledger'
import { hasExpired } from './lifetime'
import type { OutputFiles } from './output-files'
import { Watchers } from './watchers'

export class JobReader extends Watchers {
  readonly chunks = new Chunks()
  protected readonly distortions = new Distortions()

  protected constructor(
    protected readonly history: History,
    protected readonly outputs: OutputFiles,
    protected readonly clock: Clock,
    protected readonly settings: Settings,
  ) {
    super()
  }

  get(id: string): Job | null {
    const job = this.history.jobs.get(id)
    return job === undefined || this.isGone(job) ? null : job
  }

  /** The job with the status that `/status` shows, distorted or not. */
  shown(id: string): Job | null {
    const job = this.get(id)
    return job === null ? null : { ...job, status: this.distortions.statusOf(job) }
  }

  all(): Job[] {
    return [...this.history.jobs.values()].filter((job) => !this.isGone(job))
  }

  /** Waiting jobs in their order, but for those that are shown as ended. */
  *queued(): Generator<Job> {
    for (const job of this.history.jobs.queued()) if (!this.isGone(job) && !this.distortions.hasEnded(job.id)) yield job
  }

  inProgress(): Job[] {
    return this.history.jobs.inProgress()
  }

  counts(): JobCounts & { inQueue: number; inProgress: number } {
    const { counts, jobs } = this.history
    return { ...counts, inQueue: jobs.queuedCount, inProgress: jobs.runningCount }
  }

  ledger(): LedgerLine[] {
    return this.history.ledger.values()
  }

  /** Jobs whose webhook is still to be told. */
  owing(): Job[] {
    return this.all().filter((job) => job.owed !== null)
  }

  distort(id: string, shown: Shown): void {
    this.distortions.set(id, shown)
    this.announce(id)
  }

  /** The job object of `/status`, with any distortion, and with that of one call on top. */
  async render(job: Job, shown: Shown = {}): Promise<string> {
    const { output, ...fields } = { ...this.distortions.of(job.id), ...shown }
    const text = output === undefined ? await this.outputText(job) : output === null ? null : JSON.stringify(output)
    return renderJob({ ...job, ...fields }, text)
  }

  /** What a webhook tells: the truth, with the input and its own address. */
  async renderWebhook(job: Job): Promise<string> {
    return renderJob(job, await this.outputText(job), { input: job.input, webhook: job.webhook ?? undefined })
  }

  protected isGone(job: Job): boolean {
    return hasExpired(job, this.clock.now(), this.settings)
  }

  private async outputText(job: Job): Promise<string | null> {
    return job.progress ?? (job.output === null ? null : await this.outputs.read(job.output))
  }
}
