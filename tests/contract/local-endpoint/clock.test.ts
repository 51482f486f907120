// Item 16 and 31: the clock in the test's hand, through the control door and across kill -9.
import { afterEach, describe, expect, it } from 'vitest'
import { until } from '../../support/calls'
import { callsOf, dataFolder, dropFolder, runBody, startHere, startProgram, whenEnded } from './start'

const folders: string[] = []
const ownFolder = () => {
  const folder = dataFolder()
  folders.push(folder)
  return folder
}
afterEach(() => folders.splice(0).forEach(dropFolder))

const DAY = 86_400_000
type ClockView = { now: number; speed: number }

describe('the clock of the control door', () => {
  it('is advanced: stages, ends and retention of a real program follow, and time goes on from there after kill -9', { timeout: 120_000 }, async () => {
    const folder = ownFolder()
    const first = await startProgram(folder, '--stage-seconds', '60', '--retention', 'runpod')
    const before = callsOf(first.address)
    const clock = async (change: object) => (await before.control('POST', 'clock', change)).body as ClockView
    const standing = await clock({ speed: 0 })
    const { id } = await before.run({ ...runBody('staged'), policy: { executionTimeout: 3_600_000, ttl: DAY } })
    expect((await before.status(id)).status).toBe('IN_PROGRESS')
    expect((await clock({ advanceMs: 900_000 })).now).toBe(standing.now + 900_000)
    const job = await before.status(id)
    expect(job).toMatchObject({ status: 'COMPLETED', output: { simulated: true } })
    // Half a stage to start with, loading, four ticks of structure, packing: all by the clock.
    expect(job.executionTime).toBe(210_000)
    expect((await clock({ advanceMs: 1_100_000 })).now).toBe(standing.now + 2_000_000)
    first.program.kill('SIGKILL')
    await whenEnded(first.program)

    const second = await startProgram(folder, '--retention', 'runpod')
    const after = callsOf(second.address)
    expect((await after.control('GET', 'clock')).body).toEqual({ now: standing.now + 2_000_000, speed: 0 })
    expect((await after.call(`status/${id}`)).status).toBe(200)
    await after.control('POST', 'clock', { advanceMs: 10_000 })
    expect((await after.call(`status/${id}`)).status).toBe(404)
    await after.control('POST', 'reset')
    expect((await after.control('GET', 'clock')).body).toMatchObject({ speed: 1 })
    second.program.kill('SIGTERM')
    await whenEnded(second.program)
  })

  it('runs faster: an hour\'s work ends within seconds', async () => {
    const endpoint = await startHere(ownFolder())
    const calls = callsOf(endpoint)
    await calls.control('POST', 'clock', { speed: 3_600 })
    await calls.control('POST', 'behaviours', { behaviour: { kind: 'quick', seconds: 3_600 } })
    const { id } = await calls.run({ ...runBody('long'), policy: { executionTimeout: 7 * DAY, ttl: 7 * DAY } })
    const ended = await until(() => calls.status(id), ({ status }) => status === 'COMPLETED')
    expect(ended.executionTime).toBeGreaterThanOrEqual(3_600_000)
    await endpoint.close()
  })

  it('belongs to whoever gave it, and refuses to go backwards', async () => {
    const endpoint = await startHere(ownFolder(), { clock: { now: () => Date.now(), after: () => () => undefined } })
    const calls = callsOf(endpoint)
    expect((await calls.control('POST', 'clock', { advanceMs: 5 })).status).toBe(400)
    await endpoint.close()
    const own = await startHere(ownFolder())
    expect((await callsOf(own).control('POST', 'clock', { advanceMs: -5 })).status).toBe(400)
    await own.close()
  })
})
