// A program of the bench in a process of its own, spoken to over IPC: peers and clients must not share the measuring process's time.
import { fork, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { own } from './stage'

const ROOT = path.resolve(import.meta.dirname, '../..')

export type BenchChild = {
  pid: number
  send(message: object): void
  /** The value under this key of the next message that holds it. */
  next<Value>(key: string): Promise<Value>
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>
}

type Waiter = { key: string; resolve(value: unknown): void; reject(reason: Error): void }

/** `file` is a path below tests/bench. Owned by the measure. */
export function startBenchChild(file: string, args: string[] = [], env: NodeJS.ProcessEnv = process.env): BenchChild {
  const child = fork(path.join(import.meta.dirname, file), args, { cwd: ROOT, env, execArgv: ['--conditions=react-server', '--import', 'tsx'] })
  const unheard: Record<string, unknown>[] = []
  const waiting: Waiter[] = []
  child.on('message', (message: Record<string, unknown>) => {
    const index = waiting.findIndex(({ key }) => key in message)
    const [waiter] = index < 0 ? [] : waiting.splice(index, 1)
    if (waiter === undefined) unheard.push(message)
    else waiter.resolve(message[waiter.key])
  })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  void gone.then(() => waiting.forEach(({ reject }) => reject(new Error(`${file} ended before it answered.`))))
  const next = (key: string): Promise<unknown> => {
    const index = unheard.findIndex((message) => key in message)
    const [message] = index < 0 ? [] : unheard.splice(index, 1)
    return message === undefined ? new Promise((resolve, reject) => waiting.push({ key, resolve, reject })) : Promise.resolve(message[key])
  }
  const kill = async (): Promise<void> => {
    if (hasEnded(child)) return
    child.kill('SIGKILL')
    await gone
  }
  own(kill)
  return { pid: child.pid ?? 0, send: (message) => void child.send(message), next: next as BenchChild['next'], kill }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null
