// The stages a simulated run goes through and how far along each one is; it refuses to promise times, which the caller chooses.
import type { WorkerProgress } from '@/lib/compute/contract'

export type Stage = { name: string; message: string; ticks: number }

export type RunFacts = { cold: boolean; msa: boolean; affinity: boolean; samples: number }

const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`

/** The stages after the input was read; a first run also loads the model, as a cold worker does. */
export function stagesAfterInput(facts: RunFacts): Stage[] {
  return [
    ...(facts.cold ? [{ name: 'weights', message: 'Simulated: loading the model', ticks: 1 }] : []),
    ...(facts.msa ? [{ name: 'msa', message: 'Simulated: waiting for the alignment', ticks: 2 }] : []),
    { name: 'structure', message: `Simulated: predicting ${counted(facts.samples, 'structure')}`, ticks: 4 },
    ...(facts.affinity ? [{ name: 'affinity', message: 'Simulated: predicting the affinity', ticks: 2 }] : []),
    { name: 'packaging', message: 'Simulated: packing the results', ticks: 1 },
  ]
}

/** Progress counts up within one run and never reaches 1, which only a stored result may claim. */
export class ProgressCounter {
  private seq = 0

  next(stage: string, fraction: number, message: string): WorkerProgress {
    this.seq += 1
    return { seq: this.seq, stage, fraction: Math.round(Math.min(Math.max(fraction, 0), 0.99) * 1_000) / 1_000, message }
  }
}
