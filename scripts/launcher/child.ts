// A Node program of ours as a child: its words go to a log file, it ends with the launcher, and it is stopped cleanly before it is stopped hard.
import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { EnvValues } from '@/lib/env-schema'

const PRELOAD = pathToFileURL(path.join(import.meta.dirname, 'stop-with-launcher.mjs')).href
const LARGEST_LOG_BYTES = 10_000_000

export type Child = { pid: number; exited: Promise<string>; logFile: string; stop(limitMs: number): Promise<void> }
export type ChildOptions = { nodeArguments: string[]; environment: EnvValues; cwd: string; logFile: string; isShown?: boolean }

/** The last log is kept as .old when it has grown large. */
function openLog(file: string): number {
  if (existsSync(file) && statSync(file).size > LARGEST_LOG_BYTES) renameSync(file, `${file}.old`)
  return openSync(file, 'a', 0o600)
}

export function tailOf(logFile: string, lines: number): string {
  const words = existsSync(logFile) ? readFileSync(logFile, 'utf8').trimEnd() : ''
  // Shown as they came (development, LOG_LEVEL=debug), so the log holds none.
  if (words === '') return '    (nothing in the log; see above)'
  return words.split('\n').slice(-lines).map((line) => `    ${line}`).join('\n')
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(`did not start (${error.message})`))
    child.on('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `ended with code ${code}`))
  })
}

/** Its whole group, because Next's development server has children of its own. */
function kill(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // Gone already: that is what was wanted.
  }
}

async function stopChild(child: ChildProcess, exited: Promise<string>, limitMs: number): Promise<void> {
  child.stdin?.end()
  const timer = setTimeout(() => kill(child.pid), limitMs)
  await exited
  clearTimeout(timer)
}

export function startChild(options: ChildOptions): Child {
  const log = openLog(options.logFile)
  const child = spawn(process.execPath, ['--import', PRELOAD, ...options.nodeArguments], {
    cwd: options.cwd,
    // A copy: NODE_ENV is required by Next's types and absent from ours.
    env: Object.assign(Object.create(null), options.environment),
    stdio: ['pipe', options.isShown ? 'inherit' : log, options.isShown ? 'inherit' : log],
    detached: true,
    windowsHide: true,
  })
  closeSync(log)
  child.stdin?.on('error', () => undefined)
  const exited = endOf(child)
  return { pid: child.pid ?? 0, exited, logFile: options.logFile, stop: (limitMs) => stopChild(child, exited, limitMs) }
}
