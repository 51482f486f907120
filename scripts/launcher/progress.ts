// What the launcher says while it works: one line when a step begins and one when it ends, fit for a terminal and for a log.

export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function secondsSince(startedAt: number): string {
  const seconds = (Date.now() - startedAt) / 1000
  return seconds < 10 ? seconds.toFixed(1) : String(Math.round(seconds))
}

export async function step<Result>(words: string, work: () => Promise<Result>): Promise<Result> {
  const startedAt = Date.now()
  say(`- ${words}`)
  const result = await work()
  say(`  ${words}: done in ${secondsSince(startedAt)} s`)
  return result
}

/** Says of a long step where it is, and not more often than people read. */
export function nowAndThen(milliseconds = 5_000): (words: string) => void {
  let saidAt = Date.now()
  return (words) => {
    if (Date.now() - saidAt < milliseconds) return
    saidAt = Date.now()
    say(`  ${words}`)
  }
}
