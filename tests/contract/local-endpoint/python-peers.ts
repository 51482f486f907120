// RunPod's own Python library as a peer: its worker in production mode, in a process group of its own, and its client. It refuses to be left out when the library is missing.
import { spawn, spawnSync } from 'node:child_process'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import type { LocalAddress } from '@/local-endpoint/address-file'
import { until } from '../../support/calls'

/** The tests' own Python, as `npm test` prepares it. */
const PYTHON = process.env.ATOMERA_TEST_PYTHON ?? 'python3'

export function demandRunpod(): void {
  const { status, stderr, error } = spawnSync(PYTHON, ['-c', 'import runpod'], { encoding: 'utf8' })
  if (status === 0) return
  const reason = error?.message ?? stderr.trim().split('\n').at(-1)
  throw new Error(`This test needs Python with RunPod's library. Run \`${PYTHON} -m pip install runpod==1.12.0\`, or name a Python that has it in ATOMERA_TEST_PYTHON; \`npm test\` does so itself. (${reason})`)
}

const fileOf = (name: string) => path.join(import.meta.dirname, 'python', name)

/** What RunPod sets in a worker's container; the library fills in the names after the dollar signs. */
function workerEnvironment({ baseUrl, endpointId, workerKey }: LocalAddress, workerId: string): Record<string, string> {
  const root = `${baseUrl}/${endpointId}`
  return {
    RUNPOD_WEBHOOK_GET_JOB: `${root}/job-take/$ID?gpu=none`,
    RUNPOD_WEBHOOK_POST_OUTPUT: `${root}/job-done/$RUNPOD_POD_ID/$ID?gpu=none`,
    RUNPOD_WEBHOOK_POST_STREAM: `${root}/job-stream/$RUNPOD_POD_ID/$ID?gpu=none`,
    RUNPOD_WEBHOOK_PING: `${root}/ping/$RUNPOD_POD_ID?gpu=none`,
    RUNPOD_PING_INTERVAL: '1000',
    RUNPOD_AI_API_KEY: workerKey,
    RUNPOD_POD_ID: workerId,
    RUNPOD_ENDPOINT_ID: endpointId,
    RUNPOD_SKIP_AUTO_SYSTEM_CHECKS: 'true',
    RUNPOD_SKIP_GPU_CHECK: 'true',
  }
}

export type PythonWorker = { said(): string; untilSaid(words: string): Promise<void>; kill(): Promise<void> }

/** `home` keeps the library from a key that the user of this machine may have stored. */
export function startPythonWorker(address: LocalAddress, { workerId, home, kind = 'one' }: { workerId: string; home: string; kind?: 'one' | 'two' | 'yields' }): PythonWorker {
  const { PATH, PYTHONPATH } = process.env
  const env = { PATH, ...(PYTHONPATH && { PYTHONPATH }), HOME: home, STEERED_WORKER: kind, ...workerEnvironment(address, workerId) } as unknown as NodeJS.ProcessEnv
  const program = spawn(PYTHON, [fileOf('steered_worker.py')], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<void>((resolve) => program.once('exit', () => resolve()))
  let text = ''
  for (const stream of [program.stdout, program.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
  /** Its heartbeat is a process of its own and would outlive it; a container's end is the end of both. */
  const kill = async () => {
    if (program.pid !== undefined && program.exitCode === null && program.signalCode === null) process.kill(-program.pid, 'SIGKILL')
    await ended
  }
  onTestFinished(kill)
  const untilSaid = async (words: string) => {
    await until(async () => text, (said) => said.includes(words)).catch((error: unknown) => {
      throw new Error(`The worker did not say "${words}" but: ${text}`, { cause: error })
    })
  }
  return { said: () => text, untilSaid, kill }
}

/** Runs the client against the endpoint; what it printed. */
export function runPythonClient({ baseUrl, endpointId, apiKey }: LocalAddress, { home, never }: { home: string; never: string }): Promise<unknown> {
  const { PATH, PYTHONPATH } = process.env
  const env = { PATH, ...(PYTHONPATH && { PYTHONPATH }), HOME: home, RUNPOD_ENDPOINT_BASE_URL: baseUrl, ENDPOINT_ID: endpointId, CLIENT_KEY: apiKey, NEVER: never } as unknown as NodeJS.ProcessEnv
  const program = spawn(PYTHON, [fileOf('client.py')], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void program.kill('SIGKILL'))
  let printed = ''
  let complaints = ''
  program.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  program.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()))
  return new Promise((resolve, reject) => {
    program.once('error', reject)
    program.once('close', (code) => (code === 0 ? resolve(JSON.parse(printed)) : reject(new Error(`the client ended with ${code}: ${complaints}`))))
  })
}
