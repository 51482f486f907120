// The phases of a prediction's life with their lengths, from the times that were observed. A time nobody reported stays null.
import type { AttemptView, PredictionView } from '@/lib/predictions/schema'

export type PhaseState = 'done' | 'now' | 'ahead' | 'skipped'

export type Phase = {
  name: string
  meaning: string
  state: PhaseState
  /** When it began. */
  at: string | null
  /** Milliseconds from begin to end, or to the present while it lasts; null when unknown. */
  milliseconds: number | null
  /** A second figure in words, e.g. the endpoint's own measure. */
  aside: string | null
}

const between = (from: string | null, to: string | null): number | null =>
  from === null || to === null ? null : Math.max(0, Date.parse(to) - Date.parse(from))

const since = (from: string | null, nowMs: number | null): number | null =>
  from === null || nowMs === null ? null : Math.max(0, nowMs - Date.parse(from))

export const currentAttempt = (view: PredictionView): AttemptView | null => view.attempts.find((attempt) => attempt.current) ?? null

/** When this course began: accepted, or run again by a person. */
export const beganAt = (view: PredictionView): string => view.events.findLast((event) => event.kind === 'runAgain')?.at ?? view.createdAt

type Span = { name: string; meaning: string; from: string | null; to: string | null; aside: string | null }

function phaseOf(span: Span, ended: boolean, nowMs: number | null): Phase {
  const { name, meaning, from, to, aside } = span
  if (from === null) return { name, meaning, state: ended ? 'skipped' : 'ahead', at: null, milliseconds: null, aside }
  if (to === null) return { name, meaning, state: 'now', at: from, milliseconds: since(from, nowMs), aside }
  return { name, meaning, state: 'done', at: from, milliseconds: between(from, to), aside }
}

/** Waiting in Atomera, waiting at the endpoint, running. `nowMs` is null while the page has no clock yet. */
export function phasesOf(view: PredictionView, nowMs: number | null): Phase[] {
  const attempt = currentAttempt(view)
  const { submittedAt, startedAt, endedAt } = view
  const spans: Span[] = [
    { name: 'In Atomera', meaning: 'Accepted, waiting for a place at the endpoint.', from: beganAt(view), to: submittedAt ?? endedAt, aside: null },
    {
      name: 'Endpoint queue',
      meaning: 'Accepted by the endpoint, waiting for a worker.',
      from: submittedAt,
      to: startedAt ?? endedAt,
      aside: reported('endpoint reports', attempt?.delayTimeMs ?? null),
    },
    {
      name: 'Running',
      meaning: 'A worker is computing.',
      from: startedAt,
      to: endedAt,
      aside: reported('GPU time', attempt?.executionTimeMs ?? null),
    },
  ]
  return spans.map((span) => phaseOf(span, endedAt !== null, nowMs))
}

function reported(what: string, milliseconds: number | null): string | null {
  if (milliseconds === null) return null
  const seconds = milliseconds / 1_000
  return `${what} ${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`
}
