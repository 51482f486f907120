// Who wants to know of changes: of one job, of any, or of an end. It refuses to look through those who wait for others.

type Listener = (jobId: string) => void

export class Watchers {
  private ofJobs = new Map<string, Set<Listener>>()
  private ofAll = new Set<Listener>()

  /** Calls `listener` at each change; the returned function ends that. */
  watch(listener: Listener): () => void {
    this.ofAll.add(listener)
    return () => void this.ofAll.delete(listener)
  }

  watchJob(jobId: string, listener: Listener): () => void {
    const listeners = this.ofJobs.get(jobId) ?? new Set()
    this.ofJobs.set(jobId, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0 && this.ofJobs.get(jobId) === listeners) this.ofJobs.delete(jobId)
    }
  }

  announce(jobId: string): void {
    for (const listener of [...(this.ofJobs.get(jobId) ?? []), ...this.ofAll]) listener(jobId)
  }
}
