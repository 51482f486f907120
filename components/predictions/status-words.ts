// The words, mark and tone of each state of a prediction: one table for the list, the page and the tab's title.
import type { PredictionStatus } from '@/lib/predictions/schema'

export type StatusTone = 'queued' | 'waiting' | 'running' | 'completed' | 'failed' | 'cancelled' | 'timed-out'

type StatusWords = {
  word: string
  /** One character that tells the state in a tab. */
  mark: string
  tone: StatusTone
  meaning: string
}

export const STATUS_WORDS: Record<PredictionStatus, StatusWords> = {
  QUEUED: { word: 'Queued', mark: '◦', tone: 'queued', meaning: 'Accepted by Atomera, not yet handed to an endpoint.' },
  IN_QUEUE: { word: 'In queue', mark: '◔', tone: 'waiting', meaning: 'Accepted by the endpoint, waiting for a GPU.' },
  IN_PROGRESS: { word: 'Running', mark: '▶', tone: 'running', meaning: 'A worker is computing it.' },
  COMPLETED: { word: 'Completed', mark: '✓', tone: 'completed', meaning: 'The poses are stored and can be read.' },
  FAILED: { word: 'Failed', mark: '✕', tone: 'failed', meaning: 'It ended without a result.' },
  CANCELLED: { word: 'Cancelled', mark: '■', tone: 'cancelled', meaning: 'Stopped because a person asked for it.' },
  TIMED_OUT: { word: 'Timed out', mark: '⧖', tone: 'timed-out', meaning: 'It took longer than its time limit.' },
}

type Standing = { status: PredictionStatus; complete: boolean | null; simulated: boolean }

function stateWords({ status, complete, simulated }: Standing): string {
  const word = status === 'COMPLETED' && complete === false ? 'Incomplete' : STATUS_WORDS[status].word
  return simulated ? `${word}, simulated` : word
}

/** The tab's title: state first, because tabs are narrow. */
export const pageTitle = (view: Standing & { name: string }): string => `${STATUS_WORDS[view.status].mark} ${stateWords(view)} · ${view.name}`

/** What is read aloud when the state changes. */
export const stateSentence = (view: Standing): string => `${stateWords(view)}. ${STATUS_WORDS[view.status].meaning}`

/** What a worker's stage means to a person; an unknown stage keeps the worker's own word. */
const STAGE_WORDS: Record<string, string> = {
  starting: 'Starting the worker',
  weights: 'Loading the model weights',
  input: 'Reading the input',
  msa: 'Building the alignment',
  structure: 'Predicting the structure',
  affinity: 'Predicting the affinity',
  packaging: 'Packing the results',
}

export const stageWords = (stage: string): string => STAGE_WORDS[stage] ?? stage
