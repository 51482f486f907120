// The GPU worker on RunPod's own Python library serves the app through the local endpoint, from a submission to a stored result. Only
// Boltz-2 itself is played by a stand-in.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { call, json, until, untilEnded, view } from '../support/calls'
import { demandRunpod, STAND_IN_COMPLEX } from '../support/runpod-worker'
import { play as playIn } from '../support/stand-in-boltz'
import { OVERSIZED, startStandInWorker } from '../support/stand-in-worker'
import { openStage, submitSmall, untilStatus, type Stage } from './predictions/stage'

let stage: Stage
let home: string
beforeAll(async () => {
  demandRunpod()
  stage = await openStage({ runPod: true, workerKind: 'real' })
})
afterAll(() => stage.close())
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'atomera-gpu-worker-'))
  return () => rmSync(home, { recursive: true, force: true })
})

const play = (situation: string) => playIn(home, situation)
/** Boltz-2's process group, as the stand-in has noted it; null before it has started: a worker takes its job a moment earlier. */
function boltzGroup(): number | null {
  const file = path.join(home, 'boltz-group')
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) || null : null
}

function isAlive(group: number): boolean {
  try {
    return process.kill(-group, 0)
  } catch {
    return false
  }
}

/** Resolves with its group once Boltz-2 runs. */
async function untilBoltzRuns(): Promise<number> {
  const group = await until(async () => boltzGroup(), (found) => found !== null && isAlive(found))
  return group ?? expect.fail('Boltz-2 does not run')
}

const startWorker = (workerId: string, situation: string) => startStandInWorker(stage.endpoint, { workerId, home, situation })

const predict = () => submitSmall({ complex: STAND_IN_COMPLEX, options: { use_msa_server: false, seed: 1, diffusion_samples: 2 } })

describe('the GPU worker', { timeout: 120_000 }, () => {
  test('brings a result that nobody takes for a simulation, with progress that only grows', async () => {
    startWorker('gpu-1', 'halfway')
    const { id } = await predict()
    const fractions: number[] = []
    const look = async () => {
      const now = await view(id)
      if (now.progress?.fraction != null) fractions.push(now.progress.fraction)
      return now
    }
    await until(look, ({ progress }) => progress?.stage === 'structure' && (progress.fraction ?? 0) > 0)
    writeFileSync(path.join(home, 'go-on'), '')
    const seen = await until(look, ({ status }) => status === 'COMPLETED' || status === 'FAILED')
    expect(seen).toMatchObject({ status: 'COMPLETED', simulated: false, complete: true, error: null })
    expect(fractions).toEqual([...fractions].sort((one, other) => one - other))
    expect(Math.max(...fractions)).toBeLessThan(1)
    const result = seen.result ?? expect.fail('no result')
    expect(result).toMatchObject({ simulated: false, confidenceState: 'verified', affinityState: 'verified', warnings: [] })
    expect(result.samples).toHaveLength(2)
    for (const { url } of result.files) expect((await call('GET', url)).status).toBe(200)
  })

  test('says in words and with the cure that memory ran out; run again when there is more, it succeeds', async () => {
    startWorker('gpu-2', 'oom_structure')
    const { id } = await predict()
    const failed = await untilEnded(id)
    expect(failed).toMatchObject({ status: 'FAILED', error: { code: 'BOLTZ_OOM' } })
    expect(failed.error?.cure).toContain('larger GPU')
    play('success')
    await json('POST', `/api/v1/predictions/${id}/retry`, { body: {}, expect: 202 })
    expect(await untilEnded(id)).toMatchObject({ status: 'COMPLETED', simulated: false })
  })

  test('keeps the poses when only the affinity ran out of memory, and says what is missing', async () => {
    startWorker('gpu-3', 'oom_affinity')
    const { id } = await predict()
    const seen = await untilEnded(id)
    expect(seen).toMatchObject({ status: 'COMPLETED', complete: false, affinity_pred_value: null })
    expect(seen.result?.samples).toHaveLength(2)
  })

  test('leaves out what an answer of the endpoint cannot carry, the least important first, and says so', async () => {
    startWorker('gpu-large', 'oversized')
    const { id } = await submitSmall(OVERSIZED)
    const seen = await untilEnded(id, 110_000)
    expect(seen).toMatchObject({ status: 'COMPLETED', complete: true, simulated: false })
    expect(seen.result?.samples).toHaveLength(6)
    const withPae = seen.result?.samples.filter(({ paeFile }) => paeFile !== null) ?? []
    expect(withPae.map(({ index }) => index)).toEqual([...withPae.keys()])
    expect(withPae.length).toBeLessThan(6)
    expect(seen.result?.warnings.join(' ')).toContain('The answer would have been too large; left out: pae_input_model_')
  })

  test('frees the GPU when a run is cancelled: Boltz-2 and all its children are gone', async () => {
    startWorker('gpu-4', 'stubborn')
    const { id } = await predict()
    await untilStatus(id, 'IN_PROGRESS')
    const group = await untilBoltzRuns()
    await json('POST', `/api/v1/predictions/${id}/cancel`, { expect: 202 })
    const answeredAt = Date.now()
    await until(async () => isAlive(group), (alive) => !alive)
    const goneAt = Date.now()
    // Two times, by the clock of the processes: the way through app, endpoint and worker, and what the group takes that heeds no signal.
    const toldAt = Number(readFileSync(path.join(home, 'told-to-end'), 'utf8'))
    expect(toldAt - answeredAt).toBeLessThan(3_000)
    expect(goneAt - toldAt).toBeLessThan(3_000)
    expect(await untilEnded(id)).toMatchObject({ status: 'CANCELLED' })
    play('success')
    expect(await untilEnded((await predict()).id)).toMatchObject({ status: 'COMPLETED' })
  })

  test('that is killed in the middle is replaced: another one runs the job again, once', async () => {
    await stage.control('POST', 'settings', { heartbeatLostSeconds: 10 })
    const first = startWorker('gpu-5', 'hang')
    const { id } = await predict()
    await untilStatus(id, 'IN_PROGRESS')
    const group = await untilBoltzRuns()
    await first.kill()
    process.kill(-group, 'SIGKILL')
    startWorker('gpu-6', 'success')
    const seen = await untilEnded(id)
    expect(seen).toMatchObject({ status: 'COMPLETED', simulated: false })
    expect(seen.attempts).toMatchObject([{ retries: 1 }])
    expect(await stage.ledgerOf(id)).toHaveLength(1)
  })
})
