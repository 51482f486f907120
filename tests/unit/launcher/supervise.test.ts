// A child that ends by itself is started again, but not for ever; one that is stopped stays stopped; one whose launcher is gone ends.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { startChild, tailOf } from '@/scripts/launcher/child'
import { supervise } from '@/scripts/launcher/supervise'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'atomera-child-'))
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

const start = (program: string) => startChild({ nodeArguments: ['-e', program], environment: process.env, cwd: folder, logFile: path.join(folder, 'child.log') })
const WAITS = "process.on('SIGTERM', () => { console.log('clean'); process.exit(0) }); setInterval(() => {}, 1000); console.log('up')"

it('gives up after three ends within five minutes, and keeps the last words', async () => {
  let starts = 1
  const failing = () => start("console.log('words of the end'); process.exit(3)")
  const supervised = supervise('The thing', failing(), 1000, () => ((starts += 1), failing()))
  expect(await supervised.gaveUp).toBe('The thing ended 3 times within five minutes')
  expect(starts).toBe(3)
  expect(tailOf(path.join(folder, 'child.log'), 1)).toBe('    words of the end')
})

it('stops a child cleanly and does not start it again', async () => {
  const child = start(WAITS)
  const startAgain = vi.fn(() => start(WAITS))
  const supervised = supervise('The thing', child, 5000, startAgain)
  await vi.waitFor(() => expect(readFileSync(child.logFile, 'utf8')).toContain('up'), 10_000)
  await supervised.stop()
  expect(readFileSync(child.logFile, 'utf8')).toContain('clean')
  expect(startAgain).not.toHaveBeenCalled()
})

it('ends a child hard that does not stop in time', async () => {
  const child = start("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')")
  await vi.waitFor(() => expect(readFileSync(child.logFile, 'utf8')).toContain('up'), 10_000)
  await child.stop(300)
  expect(await child.exited).toBe('ended by SIGKILL')
})
