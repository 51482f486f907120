// What handlers have yielded and nobody has fetched yet, for `/stream`: each chunk is handed out once. In memory only; it refuses to outlive its job.

export class Chunks {
  private waiting = new Map<string, string[]>()

  /** `text` is the JSON of one yield. */
  add(jobId: string, text: string): void {
    const chunks = this.waiting.get(jobId) ?? []
    this.waiting.set(jobId, chunks)
    chunks.push(text)
  }

  has(jobId: string): boolean {
    return this.waiting.has(jobId)
  }

  drain(jobId: string): string[] {
    const chunks = this.waiting.get(jobId) ?? []
    this.waiting.delete(jobId)
    return chunks
  }

  drop(jobId: string): void {
    this.waiting.delete(jobId)
  }
}
