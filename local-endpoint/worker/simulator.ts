import 'server-only'
// The simulation in a thread of its own, so that conformers and folds never hold up an answer; it refuses to wait for a thread that hangs.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { WorkerOutput } from '@/lib/compute/contract'

export type Inspection = { kind: 'accepted'; msa: boolean; affinity: boolean; samples: number } | { kind: 'rejected'; message: string }
export type Prediction = { kind: 'predicted'; output: WorkerOutput } | { kind: 'rejected'; message: string }

/** What the thread is asked, and what it answers under the same number. */
export type Task = { number: number; work: 'warm' | 'inspect' | 'predict'; input: unknown }
export type TaskAnswer = { number: number; value: Inspection | Prediction | null; failure: string | null }

export type Simulator = {
  inspect(input: unknown): Promise<Inspection>
  predict(input: unknown): Promise<Prediction>
  close(): Promise<void>
}

/** The largest accepted complex takes a few seconds; a thread that needs longer is ended and the next job gets a new one. */
const LONGEST_TASK_MS = 180_000

type Waiting = { settle(value: Inspection | Prediction | null): void; fail(error: Error): void; timer: NodeJS.Timeout }

export function startSimulator(): Simulator {
  let thread: Worker | null = null
  let lastNumber = 0
  const waiting = new Map<number, Waiting>()

  const failAll = (error: Error) => {
    thread = null
    for (const [number, task] of [...waiting]) {
      clearTimeout(task.timer)
      waiting.delete(number)
      task.fail(error)
    }
  }

  const openThread = (): Worker => {
    const opened = new Worker(threadFile(), { execArgv: THREAD_ARGUMENTS, env: threadEnvironment() })
    opened.on('message', (answer: TaskAnswer) => {
      const task = waiting.get(answer.number)
      if (task === undefined) return
      clearTimeout(task.timer)
      waiting.delete(answer.number)
      if (answer.failure === null) task.settle(answer.value)
      else task.fail(new Error(answer.failure))
    })
    opened.on('error', (error) => failAll(error))
    opened.on('exit', () => {
      if (thread === opened) failAll(new Error('The simulation ended before it had an answer.'))
    })
    return opened
  }

  const ask = (work: Task['work'], input: unknown) =>
    new Promise<Inspection | Prediction | null>((settle, fail) => {
      thread ??= openThread()
      const asked = thread
      lastNumber += 1
      const timer = setTimeout(() => void asked.terminate(), LONGEST_TASK_MS)
      waiting.set(lastNumber, { settle, fail, timer })
      asked.postMessage({ number: lastNumber, work, input } satisfies Task)
    })

  // The first conformer of a process takes seconds. A failure here is met again, and reported, by the first job.
  void ask('warm', null).catch(() => undefined)

  return {
    async inspect(input) {
      const value = await ask('inspect', input)
      if (value === null || value.kind === 'predicted') throw new Error('The simulation answered another question.')
      return value
    },
    async predict(input) {
      const value = await ask('predict', input)
      if (value === null || value.kind === 'accepted') throw new Error('The simulation answered another question.')
      return value
    },
    async close() {
      await thread?.terminate()
    },
  }
}

const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

const threadFile = () => path.join(projectRoot, 'local-endpoint/worker/simulation-entry.mjs')

/** Server-only files are told by this condition that they may be here; whatever else started the parent is not the thread's. */
const THREAD_ARGUMENTS = ['--conditions=react-server']

function threadEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, TSX_TSCONFIG_PATH: path.join(projectRoot, 'tsconfig.json') }
}
