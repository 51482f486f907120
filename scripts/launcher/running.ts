// What has been started and must be stopped: in order of rank, once, also when the stop comes in the middle of the start.
export type Running = {
  /** Lower ranks stop first. What is added after the stop began is stopped at once. */
  own(rank: number, stop: () => Promise<void>): Promise<void>
  stopAll(): Promise<void>
  isStopping(): boolean
}

export function trackRunning(): Running {
  const owned: { rank: number; stop: () => Promise<void> }[] = []
  let stopping: Promise<void> | null = null
  const stopInOrder = async () => {
    for (let next = owned.sort((left, right) => left.rank - right.rank).shift(); next; next = owned.shift()) await next.stop()
  }
  return {
    own: async (rank, stop) => {
      if (stopping !== null) return stop()
      owned.push({ rank, stop })
    },
    stopAll: () => (stopping ??= stopInOrder()),
    isStopping: () => stopping !== null,
  }
}
