// The requests that arrived, in memory, for tests that count them; it never keeps a key.

export type SeenRequest = { at: number; method: string; path: string; route: string | null; headers: Record<string, string>; body: string }

/** A test's whole campaign fits; a process that lives for weeks does not grow. */
const KEEP = 20_000
const BODY_CHARACTERS = 4_096
const SECRET_HEADERS = ['authorization', 'x-control-token', 'cookie']

export class SeenRequests {
  private seen: SeenRequest[] = []

  record(request: SeenRequest): void {
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, SECRET_HEADERS.includes(name) ? 'present' : value]),
    )
    this.seen.push({ ...request, headers, body: request.body.slice(0, BODY_CHARACTERS) })
    if (this.seen.length > KEEP) this.seen.shift()
  }

  list(): SeenRequest[] {
    return [...this.seen]
  }

  clear(): void {
    this.seen = []
  }
}
