// `npm run worker` as a real process: what it refuses, and a prediction from the app to a stored result over Boltz-2's own launcher.
// Boltz-2's module and nvidia-smi are stood in for.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { until, untilEnded } from '../../support/calls'
import { demandRunpod, PYTHON, pythonEnvironment, STAND_IN_COMPLEX } from '../../support/runpod-worker'
import { installBoltzPackage, installGpu, installWeights } from '../../support/stand-in-boltz'
import { openStage, submitSmall, type Stage } from '../predictions/stage'

const ROOT = path.resolve(import.meta.dirname, '../../..')
const WORDS = ['--conditions=react-server', '--import', 'tsx', 'scripts/worker.ts']

let home: string
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'atomera-worker-'))
  return () => rmSync(home, { recursive: true, force: true })
})

function environment({ packages, programs, workerKey = '' }: { packages?: string; programs?: string; workerKey?: string }): NodeJS.ProcessEnv {
  const usual = pythonEnvironment(home, { ATOMERA_DATA_DIR: home, ATOMERA_WORKER_KEY: workerKey, ATOMERA_BOLTZ_PYTHON: PYTHON, BOLTZ_CACHE: home })
  const all = (...places: (string | undefined)[]) => places.filter((place) => place).join(path.delimiter)
  return { ...usual, PATH: all(programs, usual.PATH), PYTHONPATH: all(packages, usual.PYTHONPATH) }
}

/** Not in step with this process, which serves the endpoint. */
async function refusal(flags: string[], env: NodeJS.ProcessEnv): Promise<string> {
  const worker = spawn(process.execPath, [...WORDS, ...flags], { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  worker.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const code = await new Promise<number | null>((resolve) => worker.once('close', resolve))
  expect(code, said).toBe(1)
  return said
}

describe('a start', { timeout: 120_000 }, () => {
  let stage: Stage
  beforeAll(async () => {
    demandRunpod()
    stage = await openStage({ runPod: true, workerKind: 'real' })
  })
  afterAll(() => stage.close())

  const here = () => ['--endpoint', `${stage.endpoint.baseUrl}/${stage.endpoint.endpointId}`]

  test('is refused in words: without an endpoint, its key, Boltz-2, a GPU or an answer', async () => {
    const packages = installBoltzPackage(home)
    expect(await refusal(['--data', home], environment({}))).toMatch(/No local endpoint has been started in .*: start it first/)
    expect(await refusal(['--endpoint', 'http://host/v1'], environment({}))).toContain('http://host/v1 is not the address of an endpoint')
    expect(await refusal(here(), environment({}))).toContain('ATOMERA_WORKER_KEY, or --key, must hold the workers\' key')
    expect(await refusal(here(), environment({ workerKey: 'key' }))).toMatch(/has no Boltz-2: npm run worker -- --install makes a Python that has it/)
    expect(await refusal([...here(), '--python', path.join(home, 'none')], environment({ workerKey: 'key' }))).toContain('is not a Python that can be started')
    expect(await refusal(here(), environment({ workerKey: 'key', packages }))).toMatch(/The weights of Boltz-2 are not there \(boltz2_conf\.ckpt, boltz2_aff\.ckpt, mols\.tar, mols missing/)
    installWeights(home)
    truncateSync(path.join(home, 'boltz2_conf.ckpt'), 5)
    expect(await refusal(here(), environment({ workerKey: 'key', packages }))).toMatch(/were cut off, or are those of another version \(boltz2_conf\.ckpt has 5 bytes instead of 2286561469, in BOLTZ_CACHE/)
    installWeights(home)
    expect(await refusal(here(), environment({ workerKey: 'key', packages }))).toMatch(/This machine has no GPU .* an hour for 911 .* Add --cpu/)
    // With it, the next thing that is wrong: the key.
    expect(await refusal([...here(), '--cpu', '--key', 'key'], environment({ packages }))).toContain('The endpoint refuses the workers\' key')
    expect(await refusal(['--install', '--python', path.join(home, 'none')], environment({}))).toContain('is no Python 3.11 or 3.12')
    const whole = environment({ workerKey: 'key', packages, programs: installGpu(home) })
    expect(await refusal(['--endpoint', 'http://127.0.0.1:9/v2/local'], whole)).toContain('Nothing answers at http://127.0.0.1:9')
    expect(await refusal(here(), whole)).toContain('The endpoint refuses the workers\' key')
    expect(await refusal([...here(), '--name', 'a.b'], whole)).toContain('A name has 1 to 64 letters')
  })

  test('serves a prediction of the app, says by what it was made, and ends when asked', async () => {
    const env = environment({ workerKey: stage.endpoint.workerKey, packages: installBoltzPackage(home), programs: installGpu(home) })
    installWeights(home)
    const worker = spawn(process.execPath, [...WORDS, ...here(), '--name', 'bench-top'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
    onTestFinished(() => void worker.kill('SIGKILL'))
    let said = ''
    for (const stream of [worker.stdout, worker.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()))
    const ended = new Promise<number | null>((resolve) => worker.once('exit', resolve))
    await until(async () => said, (text) => text.includes('Worker bench-top with boltz 2.2.1 on Test GPU takes jobs'))
    const { id } = await submitSmall({ complex: STAND_IN_COMPLEX })
    const seen = await untilEnded(id)
    expect(seen).toMatchObject({ status: 'COMPLETED', simulated: false, attempts: [{ workerId: 'bench-top' }] })
    expect(seen.result?.provenance).toMatchObject({ engine: { package: 'boltz', version: '2.2.1' }, gpu: 'Test GPU' })
    expect(said).not.toContain(stage.endpoint.workerKey)
    expect(existsSync(path.join(home, 'worker-volume/atomera/answers'))).toBe(true)
    worker.kill('SIGTERM')
    await until(async () => said, (text) => text.includes('ends it now'))
    // Those that come together with the first count as one with it.
    await until(async () => worker.kill('SIGTERM'), (isThere) => !isThere)
    await ended
  })
})
