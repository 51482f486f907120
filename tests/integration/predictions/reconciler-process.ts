// The reconciler as a process of its own, for tests that end it without warning.
import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

export type ReconcilerProcess = {
  pid: number
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>
  /** What it said, for a failing test. */
  said(): string
}

/** Starts it with this process's environment and `more`; what it has to do shows when it is ready. */
export function startReconcilerProcess(more: Record<string, string> = {}): ReconcilerProcess {
  const { NODE_OPTIONS: _options, VITEST: _vitest, ...environment } = process.env
  const child = spawn(process.execPath, ['--conditions=react-server', '--import', 'tsx', 'scripts/reconciler.ts'], {
    cwd: ROOT,
    env: { ...environment, DOTENV_CONFIG_PATH: '/dev/null', LOG_LEVEL: 'warn', ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let words = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { words += chunk.toString('utf8') })
  return { pid: child.pid ?? 0, kill: () => ended(child), said: () => words }
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
}
