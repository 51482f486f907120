// Entry of the reader's worker thread; bundled into dist/read-answer-worker.mjs. It only reads: no key, database or network reaches it.
import { readAnswer } from '@/lib/results/read-answer'
import type { Expectation, ReadOutcome } from '@/lib/results/schema'

export type ReadTask = { rawAnswer: Uint8Array; expectation: Expectation }

export const readTask = ({ rawAnswer, expectation }: ReadTask): ReadOutcome => readAnswer(rawAnswer, expectation)
