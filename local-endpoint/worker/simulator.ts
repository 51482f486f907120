import 'server-only'
// The simulation in threads of its own, so that conformers and folds never hold up an answer; it refuses to wait for a thread that hangs.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { WorkerOutput } from '@/lib/compute/contract'

export type Inspection =
  | { kind: 'accepted'; msa: boolean; affinity: boolean; smiles: boolean; samples: number }
  | { kind: 'rejected'; message: string }

export type Prediction = { kind: 'predicted'; output: WorkerOutput } | { kind: 'rejected'; message: string }

/** What the thread is asked, and what it answers under the same number. */
export type Task = { number: number; work: 'warm' | 'inspect' | 'predict'; input: unknown }
export type TaskAnswer = { number: number; value: Inspection | Prediction | null; failure: string | null }

export type Simulator = {
  inspect(input: unknown): Promise<Inspection>
  /** `smiles`: the complex has ligands that need a conformer. */
  predict(input: unknown, smiles: boolean): Promise<Prediction>
  close(): Promise<void>
}

/** The largest accepted complex takes a minute; a thread that is silent for longer is ended, and the next job gets a new one. */
const LONGEST_TASK_MS = 180_000

type Value = Inspection | Prediction | null
type Waiting = { settle(value: Value): void; fail(error: Error): void }

/** Two threads: the first conformer of a process takes seconds, and nobody who does not need one should wait for it. */
export function startSimulator(): Simulator {
  const plain = new SimulationThread()
  const conformers = new SimulationThread()
  // A failure here is met again, and reported, by the first job.
  conformers.ask('warm', null).catch(() => undefined)
  return {
    async inspect(input) {
      const value = await plain.ask('inspect', input)
      if (value === null || value.kind === 'predicted') throw new Error('The simulation answered another question.')
      return value
    },
    async predict(input, smiles) {
      const value = await (smiles ? conformers : plain).ask('predict', input)
      if (value === null || value.kind === 'accepted') throw new Error('The simulation answered another question.')
      return value
    },
    async close() {
      await Promise.all([plain.close(), conformers.close()])
    },
  }
}

class SimulationThread {
  private worker: Worker | null = this.open()
  private waiting = new Map<number, Waiting>()
  private lastNumber = 0
  private watchdog: NodeJS.Timeout | undefined

  ask(work: Task['work'], input: unknown): Promise<Value> {
    this.worker ??= this.open()
    this.lastNumber += 1
    const task: Task = { number: this.lastNumber, work, input }
    const answered = new Promise<Value>((settle, fail) => this.waiting.set(task.number, { settle, fail }))
    this.worker.postMessage(task)
    if (this.waiting.size === 1) this.watch()
    return answered
  }

  async close(): Promise<void> {
    clearTimeout(this.watchdog)
    await this.worker?.terminate()
  }

  private open(): Worker {
    const worker = new Worker(threadFile(), { execArgv: THREAD_ARGUMENTS, env: threadEnvironment() })
    worker.on('message', (answer: TaskAnswer) => this.take(answer))
    worker.on('error', (error) => this.lose(worker, error))
    worker.on('exit', () => this.lose(worker, new Error('The simulation ended before it had an answer.')))
    return worker
  }

  private take({ number, value, failure }: TaskAnswer): void {
    const task = this.waiting.get(number)
    this.waiting.delete(number)
    this.watch()
    if (failure === null) task?.settle(value)
    else task?.fail(new Error(failure))
  }

  private lose(worker: Worker, error: Error): void {
    if (this.worker !== worker) return
    this.worker = null
    clearTimeout(this.watchdog)
    const lost = [...this.waiting.values()]
    this.waiting.clear()
    lost.forEach((task) => task.fail(error))
  }

  private watch(): void {
    clearTimeout(this.watchdog)
    if (this.waiting.size > 0) this.watchdog = setTimeout(() => void this.worker?.terminate(), LONGEST_TASK_MS)
  }
}

const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

const threadFile = () => path.join(projectRoot, 'local-endpoint/worker/simulation-entry.mjs')

/** Server-only files are told by this condition that they may be here; whatever else started the parent is not the thread's. */
const THREAD_ARGUMENTS = ['--conditions=react-server']

function threadEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, TSX_TSCONFIG_PATH: path.join(projectRoot, 'tsconfig.json') }
}
