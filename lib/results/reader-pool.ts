import 'server-only'
// Reads answers in threads of their own, with limits of memory and time: a hostile answer may end its thread, never the server.
import { Piscina } from 'piscina'
import { log } from '@/lib/log'
import type { ReadTask } from '@/lib/results/read-answer-worker'
import { readerBundle } from '@/lib/results/reader-bundle'
import type { Expectation, ReadOutcome } from '@/lib/results/schema'
import { Turns } from '@/lib/results/turns'

/** An answer at all caps took 3 s to read; a minute is a fault. */
const READ_LIMIT_MS = 60_000
/** Heap of one thread. Bytes of files lie outside of it and are capped by the reader. */
const HEAP_MB = 768
const THREADS = 2

type Reader = { pool: Piscina<ReadTask, ReadOutcome>; turns: Turns }

// One pool per process: Next loads this file once for instrumentation and once for routes.
const shared = globalThis as typeof globalThis & { atomeraReader?: Promise<Reader> }

async function createReader(): Promise<Reader> {
  const pool = new Piscina<ReadTask, ReadOutcome>({
    filename: await readerBundle(),
    name: 'readTask',
    minThreads: 0,
    maxThreads: THREADS,
    idleTimeout: 30_000,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    // The thread needs neither keys nor loaders of its parent.
    env: {},
    execArgv: [],
  })
  pool.on('error', (error: unknown) => log.warn({ reason: String(error) }, 'a reader thread ended'))
  return { pool, turns: new Turns(THREADS) }
}

function reader(): Promise<Reader> {
  shared.atomeraReader ??= createReader().catch((error: unknown) => {
    shared.atomeraReader = undefined
    throw error
  })
  return shared.atomeraReader
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '')

/** Why a thread ended without an outcome, for people. */
function deathWords(error: unknown): string {
  if (error instanceof Error && error.name === 'AbortError') return `Reading the answer took longer than ${READ_LIMIT_MS / 1000} seconds and was given up.`
  if (codeOf(error) === 'ERR_WORKER_OUT_OF_MEMORY') return `Reading the answer needs more than ${HEAP_MB} MB of memory and was given up.`
  return 'Reading the answer ended its reader; nothing of it is used.'
}

/**
 * As `readAnswer`, in a thread that may die: then the outcome is `invalid`.
 * Throws only when there is no reader to ask (its bundle can not be made), which says nothing about the answer.
 */
export async function readAnswerApart(rawAnswer: Uint8Array, expectation: Expectation, limitMs = READ_LIMIT_MS): Promise<ReadOutcome> {
  const { pool, turns } = await reader()
  return turns.take(async () => {
    try {
      return await pool.run({ rawAnswer, expectation }, { signal: AbortSignal.timeout(limitMs) })
    } catch (error) {
      if (['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ENOENT'].includes(codeOf(error))) throw error
      log.warn({ reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error), bytes: rawAnswer.length }, 'a reader thread ended')
      const message = deathWords(error)
      return { kind: 'invalid', message, complaints: [{ at: '', message }] }
    }
  })
}
