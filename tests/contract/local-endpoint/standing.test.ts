// What is set until a reset: faults by chance, delays of every call, quick behaviours, settings; they outlive kill -9.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { until } from '../../support/calls'
import { WorkerOutput } from '@/lib/compute/contract'
import { AFFINITY, callsOf, dataFolder, dropFolder, runBody, startHere, startProgram, whenEnded } from './start'

const folders: string[] = []
const ownFolder = () => {
  const folder = dataFolder()
  folders.push(folder)
  return folder
}
afterEach(() => folders.splice(0).forEach(dropFolder))

/** How many of so many calls were cut. */
async function countCut(calls: ReturnType<typeof callsOf>, among: number): Promise<number> {
  let cut = 0
  for (let call = 0; call < among; call += 1) await calls.call('health').then((answer) => answer.text()).catch(() => (cut += 1))
  return cut
}

describe('a lasting fault', () => {
  it('cuts about as many calls as it says, until a reset and across kill -9, as do settings and behaviours', { timeout: 120_000 }, async () => {
    const folder = ownFolder()
    const first = await startProgram(folder, '--workers', '0')
    const before = callsOf(first.address)
    await before.control('POST', 'faults', { route: 'health', probability: 0.2, seed: 7, cut: 'drop', when: 'any' })
    await before.control('POST', 'behaviours', { times: null, behaviour: { kind: 'quick' } })
    await before.control('POST', 'settings', { workers: 500 })
    expect(await countCut(before, 200)).toBeGreaterThan(15)
    first.program.kill('SIGKILL')
    await whenEnded(first.program)

    const second = await startProgram(folder, '--workers', '0')
    const after = callsOf(second.address)
    const cut = await countCut(after, 200)
    expect(cut).toBeGreaterThan(15)
    expect(cut).toBeLessThan(80)
    const { id } = await after.run(runBody('quick'))
    expect((await after.end(id)).status).toBe('COMPLETED')
    await after.control('POST', 'reset')
    expect(await countCut(after, 50)).toBe(0)
    second.program.kill('SIGKILL')
    await whenEnded(second.program)

    const third = await startHere(folder, { workers: 0 })
    expect((await callsOf(third).control('GET', 'settings')).body).toMatchObject({ workers: 0 })
    expect((await callsOf(third).control('GET', 'faults')).body).toEqual([])
    expect((await callsOf(third).control('GET', 'behaviours')).body).toEqual([])
    await third.close()
  })

  it('an unreadable control file is left out, not a reason to stay away', async () => {
    const folder = ownFolder()
    const first = await startHere(folder)
    await callsOf(first).control('POST', 'settings', { workers: 3 })
    await first.close()
    writeFileSync(path.join(folder, 'local-endpoint/control.json'), '{"starts":')
    const said = vi.spyOn(console, 'error').mockReturnValue()
    const second = await startHere(folder, { workers: 1 })
    expect(said.mock.calls.flat().join()).toMatch(/control\.json can not be read and is left out/)
    said.mockRestore()
    expect((await callsOf(second).control('GET', 'settings')).body).toMatchObject({ workers: 1 })
    await second.close()
  })
})

describe('a quick worker', () => {
  it('ends 2,000 jobs with valid simulated answers that fit their complex, all told apart from real ones', { timeout: 120_000 }, async () => {
    const endpoint = await startHere(ownFolder(), { workers: 2_000 })
    const calls = callsOf(endpoint)
    await calls.control('POST', 'behaviours', { times: null, behaviour: { kind: 'quick', seconds: [0.1, 0.5] } })
    const all: { id: string }[] = []
    for (let batch = 0; batch < 40; batch += 1) {
      all.push(...(await Promise.all(Array.from({ length: 50 }, (_, index) => calls.run(runBody(`p${batch}-${index}`, 'a', index % 2 === 0 ? undefined : AFFINITY))))))
    }
    const ended = await Promise.all(all.slice(-2).map(({ id }) => calls.end(id)))
    const [plain, withAffinity] = ended.map(({ output }) => WorkerOutput.parse(output))
    expect(plain).toMatchObject({ simulated: true, affinity_pred_value: null })
    expect(withAffinity?.affinity_pred_value).toBeTypeOf('number')
    const health = async () => (await (await calls.call('health')).json()) as { jobs: { completed: number }; workers: object }
    expect(await until(health, ({ jobs }) => jobs.completed === 2_000)).toMatchObject({ jobs: { completed: 2_000, failed: 0, inQueue: 0, inProgress: 0 }, workers: { idle: 2_000, running: 0 } })
    await endpoint.close()
  })

  it('refuses what Boltz refuses', async () => {
    const endpoint = await startHere(ownFolder())
    const calls = callsOf(endpoint)
    await calls.control('POST', 'behaviours', { times: null, behaviour: { kind: 'quick' } })
    const { id } = await calls.run(runBody('refused', 'a', AFFINITY.replace('binder: "L"', 'binder: "Q"')))
    expect(await calls.end(id)).toMatchObject({ status: 'FAILED', output: { error_code: 'INPUT_REJECTED' } })
    await endpoint.close()
  })
})
