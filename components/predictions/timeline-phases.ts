// The phases of a prediction's life with their lengths, from the times that were observed. A time nobody reported stays null.
import type { AttemptView, PredictionView } from '@/lib/predictions/schema'
import { formatDuration, stepOf } from './durations'

export type PhaseState = 'done' | 'now' | 'ahead' | 'skipped'

export type Phase = {
  name: string
  meaning: string
  state: PhaseState
  /** When it began. */
  at: string | null
  /** Milliseconds from begin to end, in whole steps of the course, or to the present while it lasts; null when unknown. */
  milliseconds: number | null
  /** A second figure in words, e.g. the endpoint's own measure. */
  aside: string | null
}

const since = (from: string, nowMs: number | null): number | null => (nowMs === null ? null : Math.max(0, nowMs - Date.parse(from)))

export const currentAttempt = (view: PredictionView): AttemptView | null => view.attempts.find((attempt) => attempt.current) ?? null

/** When this course began: accepted, or run again by a person. */
export const beganAt = (view: PredictionView): string => view.events.findLast((event) => event.kind === 'runAgain')?.at ?? view.createdAt

/** A course from its begin to its end or to the present. The step is common to its phases: rounded one by one they would not add up. */
export type Course = { beganMs: number; lengthMs: number | null; step: number }

export function courseOf(view: PredictionView, nowMs: number | null): Course {
  const beganMs = Date.parse(beganAt(view))
  const untilMs = view.endedAt === null ? nowMs : Date.parse(view.endedAt)
  const exact = untilMs === null ? null : Math.max(0, untilMs - beganMs)
  const step = stepOf(exact)
  return { beganMs, lengthMs: exact === null ? null : rounded(exact, step), step }
}

const rounded = (milliseconds: number, step: number): number => Math.round(milliseconds / step) * step

/** Both ends are rounded as seen from the begin of the course, so that one phase ends where the next begins. */
function between(from: string, to: string, { beganMs, step }: Course): number {
  const place = (at: string): number => rounded(Date.parse(at) - beganMs, step)
  return Math.max(0, place(to) - place(from))
}

type Span = { name: string; meaning: string; from: string | null; to: string | null; aside: string | null }

function phaseOf(span: Span, course: Course, ended: boolean, nowMs: number | null): Phase {
  const { name, meaning, from, to, aside } = span
  if (from === null) return { name, meaning, state: ended ? 'skipped' : 'ahead', at: null, milliseconds: null, aside }
  if (to === null) return { name, meaning, state: 'now', at: from, milliseconds: since(from, nowMs), aside }
  return { name, meaning, state: 'done', at: from, milliseconds: between(from, to, course), aside }
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
      aside: reported(attempt?.delayTimeMs ?? null),
    },
    {
      name: 'Running',
      meaning: 'A worker is computing.',
      from: startedAt,
      to: endedAt,
      aside: reported(attempt?.executionTimeMs ?? null),
    },
  ]
  const course = courseOf(view, nowMs)
  return spans.map((span) => phaseOf(span, course, endedAt !== null, nowMs))
}

/** The endpoint's own measure by its own clock: it may differ from what was seen from outside between two looks. */
const reported = (milliseconds: number | null): string | null => (milliseconds === null ? null : `endpoint reports ${formatDuration(milliseconds)}`)
