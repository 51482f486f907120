import 'server-only'
// Entry of the reader's worker thread; bundled into dist/read-answer-worker.mjs. It only reads: no key, database or network reaches it.
import { parentPort } from 'node:worker_threads'
import { readAnswer } from '@/lib/results/read-answer'
import type { Expectation } from '@/lib/results/schema'

export type ReadTask = { rawAnswer: Uint8Array; expectation: Expectation }

parentPort?.on('message', ({ rawAnswer, expectation }: ReadTask) => {
  parentPort?.postMessage({ kind: 'outcome', outcome: readAnswer(rawAnswer, expectation) })
})
parentPort?.postMessage({ kind: 'loaded' })
