// An endpoint's health over time as spells: bins that follow each other in one state. What the chart draws and what its table says. Pure.
import type { HealthView } from '@/lib/system/schema'

type Endpoint = HealthView['endpoints'][number]
type Bin = Endpoint['bins'][number]

/** `crashing`, `throttled`: it answers, and workers crash or wait for a GPU. `notAsked`: nobody asked, because nothing was to be handed over. */
export type HealthState = 'healthy' | 'throttled' | 'crashing' | 'mixed' | 'paused' | 'notAsked'

export const HEALTH_WORDS: Readonly<Record<HealthState, string>> = { healthy: 'Healthy', throttled: 'Workers throttled', crashing: 'Workers crash', mixed: 'Healthy and paused', paused: 'Paused', notAsked: 'Not asked' }

const CODE_WORDS: Readonly<Record<string, string>> = { AUTH: 'the key was refused', NOT_FOUND: 'no such endpoint', UNREACHABLE: 'it could not be reached' }

export const codeWords = (code: string): string => CODE_WORDS[code] ?? code

export type Spell = { state: HealthState; pausedCode: string | null; fromMs: number; toMs: number; /** The most that was told. */ inQueue: number | null; inProgress: number | null; workers: number | null }

/** The worst that was told while it answered counts, and a pause beside it keeps its code. */
function stateOf({ healthy, paused, crashing, throttled }: Bin): HealthState {
  if (crashing > 0) return 'crashing'
  if (throttled > 0) return 'throttled'
  return paused === 0 ? 'healthy' : healthy === 0 ? 'paused' : 'mixed'
}

/** A state in words, with the reason of a pause in that time. */
export function stateWords({ state, pausedCode }: Pick<Spell, 'state' | 'pausedCode'>): string {
  if (pausedCode === null) return HEALTH_WORDS[state]
  return `${HEALTH_WORDS[state]}${state === 'paused' || state === 'mixed' ? '' : ', at times paused'}: ${codeWords(pausedCode)}`
}

export const most = (one: number | null, other: number | null): number | null => (one === null ? other : other === null ? one : Math.max(one, other))

type Span = Pick<HealthView, 'from' | 'to' | 'binMs'>

/** One spell for each bin, and for each gap between them, from the beginning of the span to its end. */
function pieces({ from, to, binMs }: Span, bins: readonly Bin[]): Spell[] {
  const [begin, end] = [Date.parse(from), Date.parse(to)]
  const found: Spell[] = []
  let at = begin
  const gapUntil = (until: number): void => {
    if (until > at) found.push({ state: 'notAsked', pausedCode: null, fromMs: at, toMs: until, inQueue: null, inProgress: null, workers: null })
  }
  for (const bin of bins) {
    const [fromMs, toMs] = [Math.max(begin, Date.parse(bin.at)), Math.min(end, Date.parse(bin.at) + binMs)]
    // It lies outside: the clock of the span is finer than that of the bins.
    if (toMs <= Math.max(at, fromMs)) continue
    gapUntil(fromMs)
    const { pausedCode, inQueue, inProgress, workers } = bin
    found.push({ state: stateOf(bin), pausedCode, fromMs, toMs, inQueue, inProgress, workers })
    at = toMs
  }
  gapUntil(end)
  return found
}

/** The oldest first. */
export function spellsOf(span: Span, bins: readonly Bin[]): Spell[] {
  return pieces(span, bins).reduce<Spell[]>((spells, piece) => {
    const last = spells.at(-1)
    if (last === undefined || last.state !== piece.state || last.pausedCode !== piece.pausedCode) return [...spells, piece]
    const { inQueue, inProgress, workers } = piece
    return [...spells.slice(0, -1), { ...last, toMs: piece.toMs, inQueue: most(last.inQueue, inQueue), inProgress: most(last.inProgress, inProgress), workers: most(last.workers, workers) }]
  }, [])
}

/** The longest queue in the span; null: it was never told. */
export const longestQueue = (bins: readonly Bin[]): number | null => bins.reduce<number | null>((longest, { inQueue }) => most(longest, inQueue), null)

const percent = (part: number): string => (part > 0 && part < 0.01 ? 'less than 1 %' : `${Math.round(part * 100)} %`)

/** The chart in a sentence. */
export function chartSentence(span: Span, bins: readonly Bin[]): string {
  const whole = Date.parse(span.to) - Date.parse(span.from)
  const shares = new Map<HealthState, number>()
  for (const { state, fromMs, toMs } of spellsOf(span, bins)) shares.set(state, (shares.get(state) ?? 0) + (toMs - fromMs) / whole)
  const told = (['healthy', 'throttled', 'crashing', 'mixed', 'paused', 'notAsked'] as const).flatMap((state) => (shares.has(state) ? [`${HEALTH_WORDS[state].toLowerCase()} ${percent(shares.get(state) ?? 0)} of the time`] : []))
  const queue = longestQueue(bins)
  return `${told.join(', ')}; ${queue === null ? 'the length of its queue was not told' : `longest queue ${queue}`}.`
}
