// How often each route was called, for which jobs, with which answers and how fast; counts only, so that days of calls fit. It refuses to grow: beyond its limits it says how much it left out.

type Counts = Record<string, number>
export type TallyView = {
  /** Route to the status of the answer, or "none" when the call was cut, to calls. */
  routes: Record<string, Counts>
  /** Endpoint and job id to route to calls, whether there is such a job or not. */
  jobs: Record<string, Counts>
  /** Calls about jobs beyond the most that are kept. */
  jobsLeftOut: number
  /** Newest last: the second by the endpoint's clock, and the calls per route in it. */
  seconds: { second: number; routes: Counts }[]
  /** The most calls within any 10 whole seconds, per route. */
  mostIn10Seconds: Counts
}

const MOST_JOBS = 50_000
const MOST_SECONDS = 3_600

const raise = (counts: Counts, name: string) => void (counts[name] = (counts[name] ?? 0) + 1)

export class Tally {
  private routes: Record<string, Counts> = {}
  private jobs = new Map<string, Counts>()
  private jobsLeftOut = 0
  private seconds: { second: number; routes: Counts }[] = []
  private most: Counts = {}

  arrived(at: number, route: string, endpointId: string, jobId: string | null): void {
    this.countSecond(Math.floor(at / 1_000), route)
    if (jobId === null) return
    const key = `${endpointId}/${jobId}`
    const counts = this.jobs.get(key)
    if (counts !== undefined) raise(counts, route)
    else if (this.jobs.size < MOST_JOBS) this.jobs.set(key, { [route]: 1 })
    else this.jobsLeftOut += 1
  }

  answered(route: string, status: number | null): void {
    raise((this.routes[route] ??= {}), String(status ?? 'none'))
  }

  view(): TallyView {
    return { routes: this.routes, jobs: Object.fromEntries(this.jobs), jobsLeftOut: this.jobsLeftOut, seconds: this.seconds.slice(-MOST_SECONDS), mostIn10Seconds: this.most }
  }

  clear(): void {
    this.routes = {}
    this.jobs.clear()
    this.jobsLeftOut = 0
    this.seconds = []
    this.most = {}
  }

  private countSecond(second: number, route: string): void {
    const last = this.seconds.at(-1)
    const current = last?.second === second ? last : { second, routes: {} }
    if (current !== last) this.seconds.push(current)
    raise(current.routes, route)
    if (this.seconds.length > 2 * MOST_SECONDS) this.seconds = this.seconds.slice(-MOST_SECONDS)
    const recent = this.seconds.slice(-10).filter((other) => other.second > second - 10)
    const within = recent.reduce((sum, { routes }) => sum + (routes[route] ?? 0), 0)
    this.most[route] = Math.max(this.most[route] ?? 0, within)
  }
}
