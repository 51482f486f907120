// The requests that arrived, in memory, for tests that read them; it never keeps a key, and of an endless campaign only the newest.

export type SeenRequest = { at: number; method: string; path: string; route: string | null; headers: Record<string, string>; body: string }

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
    if (this.seen.length > 2 * KEEP) this.seen = this.seen.slice(-KEEP)
  }

  list(route: string | null = null): SeenRequest[] {
    return this.seen.slice(-KEEP).filter((request) => route === null || request.route === route)
  }

  clear(): void {
    this.seen = []
  }
}
