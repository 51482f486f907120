// The table of a prediction's states: which may follow which, and on what terms. Pure.
import type { PredictionStatus } from '@/lib/predictions/schema'

const ENDS: readonly PredictionStatus[] = ['COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT']

/** What the machine may do by itself. A terminal state has no entry: the machine never leaves one. */
export const MOVES: Record<PredictionStatus, readonly PredictionStatus[]> = {
  QUEUED: ['IN_QUEUE', 'IN_PROGRESS', ...ENDS],
  IN_QUEUE: ['IN_PROGRESS', ...ENDS],
  IN_PROGRESS: ['IN_QUEUE', ...ENDS],
  COMPLETED: [],
  FAILED: [],
  CANCELLED: [],
  TIMED_OUT: [],
}

/** What a named person may do, with a new generation: run again, or use another attempt's result. Of a COMPLETED one the latter changes the result, not the state. */
export const PERSONS_MOVES: Record<PredictionStatus, readonly PredictionStatus[]> = {
  QUEUED: [],
  IN_QUEUE: [],
  IN_PROGRESS: [],
  COMPLETED: [],
  FAILED: ['QUEUED', 'COMPLETED'],
  CANCELLED: ['QUEUED', 'COMPLETED'],
  TIMED_OUT: ['QUEUED', 'COMPLETED'],
}

export const mayMove = (from: PredictionStatus, to: PredictionStatus): boolean => from === to || MOVES[from].includes(to)
