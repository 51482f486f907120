// The faults that are set, and which of them a call meets: the first counted one that fits, and every lasting one that fits. It refuses to draw differently from the same seed and start.
import { seededRandom, type Random } from '../simulation/random'
import type { Fault } from './fault'

/** A call as faults see it; what costs a look-up is asked for only when a fault needs it. */
export type CallFacts = { route: string; now: number; predictionId(): string | null; jobAgeMs(): number | null }

/** A lasting fault with the moment since when it holds, as it outlives the process. */
export type LastingFault = { fault: Fault; since: number }

type Entry = LastingFault & { left: number | null; random: Random }

export class FaultTable {
  private entries: Entry[] = []

  /** `start` counts the starts of the process, so that one that is killed often does not meet the same first draws each time. */
  constructor(private readonly start = 0) {}

  add(fault: Fault, since: number): void {
    const random = seededRandom('fault', fault.seed, this.start, JSON.stringify(fault))
    this.entries.push({ fault, since, left: fault.times, random })
  }

  /** The faults this call meets, counted down. */
  take(facts: CallFacts): Fault[] {
    this.entries = this.entries.filter(({ fault, since }) => fault.forMs === undefined || facts.now < since + fault.forMs)
    let counted = false
    const met = this.entries.filter((entry) => {
      if ((entry.left !== null && counted) || !fits(entry.fault, facts)) return false
      if (entry.fault.probability !== undefined && entry.random.uniform() >= entry.fault.probability) return false
      if (entry.left !== null) {
        counted = true
        entry.left -= 1
      }
      return true
    })
    this.entries = this.entries.filter(({ left }) => left !== 0)
    return met.map(({ fault, random }) => (fault.when === 'any' ? { ...fault, ...placeOfCut(fault, random) } : fault))
  }

  list(): Fault[] {
    return this.entries.map(({ fault, left }) => ({ ...fault, times: left }))
  }

  lasting(): LastingFault[] {
    return this.entries.filter(({ left }) => left === null).map(({ fault, since }) => ({ fault, since }))
  }

  clear(): void {
    this.entries = []
  }
}

function fits(fault: Fault, facts: CallFacts): boolean {
  const isRoute = fault.route === facts.route || (fault.route === '*' && facts.route !== 'webhook')
  if (!isRoute || (fault.jobId !== undefined && fault.jobId !== facts.predictionId())) return false
  if (fault.jobAgeBelowMs === undefined) return true
  const age = facts.jobAgeMs()
  return age !== null && age < fault.jobAgeBelowMs
}

function placeOfCut(fault: Fault, random: Random): Pick<Fault, 'when' | 'cut'> {
  const when = (['before', 'after', 'half'] as const)[Math.floor(random.uniform() * 3)] ?? 'after'
  return { when, cut: fault.cut === 'drop' && when === 'half' ? 'half' : fault.cut }
}
