// The heaviest answers one after the other, read by a reconciler of its own: how much memory it takes above what it holds when idle.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { untilEnded } from '../../support/calls'
import { bodyOf, HEAVY_ANSWERS } from '../../support/hostile-answers'
import { expectInvariants } from '../../support/invariants'
import { startReconcilerProcess, type ReconcilerProcess } from './reconciler-process'
import { openStage, submitSmall, untilStatus, type Stage } from './stage'

const MOST_MB = 400

let stage: Stage
let running: ReconcilerProcess
beforeAll(async () => {
  stage = await openStage({ loop: false })
  running = startReconcilerProcess()
})
afterAll(async () => {
  await running.kill()
  await stage.close()
})

/** A line of the kernel's account of the process, in MB. */
function memoryMb(line: 'VmRSS' | 'VmHWM'): number {
  const kilobytes = new RegExp(`^${line}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${running.pid}/status`, 'utf8'))?.[1]
  return Math.round(Number(kilobytes) / 1024)
}

/** The kernel measures the peak from now on. */
const forgetPeak = () => writeFileSync(`/proc/${running.pid}/clear_refs`, '5')

test.skipIf(!existsSync('/proc/self/clear_refs'))('each heavy answer ends in words, within bounded memory', { timeout: 180_000 }, async () => {
  // With everything loaded that an ordinary result needs.
  expect((await untilEnded((await submitSmall()).id)).status).toBe('COMPLETED')
  await stage.workers(0)
  const idle = memoryMb('VmRSS')
  const figures: string[] = []
  const above: number[] = []
  for (const { name, output, ends, says } of HEAVY_ANSWERS) {
    const { id } = await submitSmall()
    const jobId = (await untilStatus(id, 'IN_QUEUE')).attempts[0]?.jobId ?? ''
    forgetPeak()
    await stage.fault({ route: 'status', jobId: id, status: 200, body: bodyOf(jobId, output({ secret: '' })), times: 1_000 })
    const seen = await untilEnded(id)
    expect(seen, name).toMatchObject({ status: 'FAILED', error: { code: ends, reported: expect.stringMatching(says) } })
    const [kept] = await stage.sql<{ bytes: number }>('SELECT octet_length(raw_answer) AS bytes FROM attempt WHERE prediction_id = $1', [id])
    expect(kept?.bytes, name).toBeGreaterThan(0)
    await stage.control('POST', 'reset', {})
    await stage.workers(0)
    above.push(memoryMb('VmHWM') - idle)
    figures.push(`${name}: ${memoryMb('VmHWM') - idle} MB`)
  }
  const words = `Idle ${idle} MB. Peaks above it: ${figures.join('; ')}.\n`
  process.stderr.write(words)
  expect(Math.max(...above), words).toBeLessThan(MOST_MB)
  await expectInvariants(stage.databaseUrl)
})
