// Lets at most so many tasks run at once, first come first served. A task's time limit starts with its turn, not with its wait.

export class Turns {
  private running = 0
  private readonly waiting: (() => void)[] = []

  constructor(private readonly atOnce: number) {}

  async take<T>(task: () => Promise<T>): Promise<T> {
    if (this.running >= this.atOnce) await new Promise<void>((resolve) => this.waiting.push(resolve))
    else this.running += 1
    try {
      return await task()
    } finally {
      const next = this.waiting.shift()
      // A place is handed over without becoming free, so that nobody can slip in between.
      if (next) next()
      else this.running -= 1
    }
  }
}
