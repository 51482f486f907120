// Programs run one after the other or side by side for `npm run check` and `npm test`: name, duration, and the words of those that fail.
import { spawn } from 'node:child_process'
import path from 'node:path'

export const ROOT = path.resolve(import.meta.dirname, '../..')

/** A Node program of a package, without a shell and without npx. */
export function packageProgram(file, ...rest) {
  return [process.execPath, path.join(ROOT, 'node_modules', file), ...rest]
}

export const TYPES = packageProgram('typescript/bin/tsc', '--noEmit')
export const LINT = packageProgram('eslint/bin/eslint.js', '.', '--max-warnings', '0')

export function vitest(project, ...rest) {
  return packageProgram('vitest/vitest.mjs', 'run', '--project', project, ...rest)
}

/** Answers whether it ended with code 0. With `isShown` its words appear as they come, otherwise only when it fails. */
export function runTask(name, command, { env = {}, isShown = false } = {}) {
  const startedAt = Date.now()
  return new Promise((resolve) => {
    const child = spawn(command[0], command.slice(1), {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', isShown ? 'inherit' : 'pipe', isShown ? 'inherit' : 'pipe'],
    })
    let words = ''
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes) => (words += bytes))
    const end = (isFine, reason) => {
      if (!isFine) process.stdout.write(words)
      process.stdout.write(`${isFine ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - startedAt) / 1000).toFixed(1)} s${reason ? `, ${reason}` : ''})\n`)
      resolve(isFine)
    }
    child.on('error', (error) => end(false, error.message))
    child.on('close', (code, signal) => end(code === 0, code === 0 ? '' : (signal ?? `code ${code}`)))
  })
}
