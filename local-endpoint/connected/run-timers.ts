// The deadlines of one run on a connected worker: its silence, its time limit, and how late the platform acts on that. It refuses to count silence once the limit is over.
import type { Clock } from '../clock'

type Spans = { silenceMs(): number; limitMs: number; latenessMs(): [number, number] }
/** `onLimit`: the worker is to stop. `onEnd`: it has had its time. */
type Actions = { onSilence(): void; onLimit(): void; onEnd(): void }

export class RunTimers {
  private forgetSilence: () => void
  private forgetLimit: () => void
  private isOver = false

  constructor(
    private readonly clock: Clock,
    private readonly spans: Spans,
    private readonly actions: Actions,
  ) {
    this.forgetSilence = clock.after(spans.silenceMs(), () => actions.onSilence())
    this.forgetLimit = clock.after(spans.limitMs, () => this.overrun())
  }

  /** The worker was heard of. */
  beat(): void {
    if (this.isOver) return
    this.forgetSilence()
    this.forgetSilence = this.clock.after(this.spans.silenceMs(), () => this.actions.onSilence())
  }

  stop(): void {
    this.isOver = true
    this.forgetSilence()
    this.forgetLimit()
  }

  private overrun(): void {
    this.stop()
    this.actions.onLimit()
    const [least, most] = this.spans.latenessMs()
    this.forgetLimit = this.clock.after(least + Math.random() * (most - least), () => this.actions.onEnd())
  }
}
