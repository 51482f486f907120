import 'server-only'
// The reader of this process: answers are read in threads, so that a hostile one may end its thread, never the server.
import { readerBundle } from '@/lib/results/reader-bundle'
import { ReaderThreads } from '@/lib/results/reader-threads'
import type { Expectation, PackedFile, ReadOutcome } from '@/lib/results/schema'

/** The largest answers that are allowed take a few seconds on a busy machine, so half a minute is a fault. Heap is for values; bytes lie outside of it. */
const LIMITS = { readMs: 30_000, heapMb: 160, threads: 2 }

// One pool per process: Next loads this file once for instrumentation and once for routes.
const shared = globalThis as typeof globalThis & { atomeraReader?: Promise<ReaderThreads> }

function reader(): Promise<ReaderThreads> {
  shared.atomeraReader ??= readerBundle().then(
    (bundle) => new ReaderThreads(bundle, LIMITS),
    (error: unknown) => {
      // The next answer tries again; this one's try is counted by whoever asked.
      shared.atomeraReader = undefined
      throw error
    },
  )
  return shared.atomeraReader
}

/** So that the first result does not wait for the reader to be bundled and started. */
export async function warmReader(): Promise<void> {
  ;(await reader()).warm()
}

/**
 * As `readAnswer`, in a thread that may die: then the outcome is `died`. The bytes change hands; files come packed.
 * Throws only when there is no reader to ask, which says nothing about the answer.
 */
export async function readAnswerApart(rawAnswer: Uint8Array<ArrayBuffer>, expectation: Expectation): Promise<ReadOutcome<PackedFile>> {
  return (await reader()).read(rawAnswer, expectation)
}
