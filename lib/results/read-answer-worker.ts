import 'server-only'
// Entry of the reader's worker thread; bundled into dist/read-answer-worker.mjs. It only reads and packs: no key, database or network reaches it.
import { parentPort } from 'node:worker_threads'
import { gzipSync } from 'node:zlib'
import { readAnswer } from '@/lib/results/read-answer'
import type { Expectation, PackedFile, ReadFile, ReadOutcome } from '@/lib/results/schema'

/** The bytes change hands with it. */
export type ReadTask = { rawAnswer: Uint8Array<ArrayBuffer>; expectation: Expectation }

/** Packs one file after the other and lets go of each, so that there are never two of all. */
function packed(files: ReadFile[]): PackedFile[] {
  const done: PackedFile[] = []
  for (let file = files.shift(); file !== undefined; file = files.shift()) {
    const { content, ...rest } = file
    done.push({ ...rest, gzip: new Uint8Array(gzipSync(content)) })
  }
  return done
}

parentPort?.on('message', (task: ReadTask) => {
  const outcome = readAnswer(task.rawAnswer, task.expectation)
  const files = outcome.kind === 'result' ? packed(outcome.files) : []
  const answer: ReadOutcome<PackedFile> = outcome.kind === 'result' ? { ...outcome, files } : outcome
  parentPort?.postMessage({ kind: 'outcome', outcome: answer }, files.map(({ gzip }) => gzip.buffer))
})
parentPort?.postMessage({ kind: 'loaded' })
