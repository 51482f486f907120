// Lets at most so many be at something at once, first come first served. A task's time limit starts with its turn, not with its wait.

/** Ends a turn; a second call does nothing. */
export type EndTurn = () => void

export class Turns {
  private running = 0
  private readonly waiting: (() => void)[] = []

  constructor(private readonly atOnce: number) {}

  /** Waits for a turn; whoever has it ends it. */
  async begin(): Promise<EndTurn> {
    if (this.running >= this.atOnce) await new Promise<void>((resolve) => this.waiting.push(resolve))
    else this.running += 1
    let held = true
    return () => {
      if (!held) return
      held = false
      const next = this.waiting.shift()
      // A place is handed over without becoming free, so that nobody can slip in between.
      if (next) next()
      else this.running -= 1
    }
  }

  async take<T>(task: () => Promise<T>): Promise<T> {
    const end = await this.begin()
    try {
      return await task()
    } finally {
      end()
    }
  }
}
