// The endpoint's counts of its calls, which die with it: noted now and then and just before it is killed, and added up over its lives.
import type { TallyView } from '@/local-endpoint/control/tally'
import type { World } from './world'

type Counts = Record<string, number>

export type Calls = {
  /** Route to status (or "none" when cut off) to calls. */
  routes: Record<string, Counts>
  /** `<endpoint>/<job>` of every call about a job. */
  jobs: Set<string>
}

export type TallyKeeper = {
  /** Reads the counts of this life, if the endpoint answers. */
  note(): Promise<void>
  /** The counts begin anew although the process lives on. */
  begin(): void
  stop(): void
  calls(): Calls
}

const EVERY_MS = 2_000

export function keepTally({ endpoint, control }: Pick<World, 'endpoint' | 'control'>): TallyKeeper {
  const lives = new Map<string, TallyView>()
  let begun = 0
  const note = async (): Promise<void> => {
    const life = `${endpoint.starts()}.${begun}`
    if (!endpoint.isWell()) return
    // It may die while it answers: then the counts before it hold.
    const view = await control.call<TallyView>('GET', 'tally').catch(() => null)
    if (view !== null && life === `${endpoint.starts()}.${begun}`) lives.set(life, view)
  }
  const timer = setInterval(() => void note(), EVERY_MS)
  return {
    note,
    begin: () => void (begun += 1),
    stop: () => clearInterval(timer),
    calls: () => addUp([...lives.values()]),
  }
}

function addUp(views: TallyView[]): Calls {
  const routes: Record<string, Counts> = {}
  for (const view of views) {
    for (const [route, counts] of Object.entries(view.routes)) {
      const sum = (routes[route] ??= {})
      for (const [status, count] of Object.entries(counts)) sum[status] = (sum[status] ?? 0) + count
    }
  }
  return { routes, jobs: new Set(views.flatMap((view) => Object.keys(view.jobs))) }
}
