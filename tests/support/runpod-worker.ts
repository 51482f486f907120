// A worker on RunPod's own Python library in production mode, in a process group of its own. It refuses to be left out when the library is missing.
import { spawn, spawnSync } from 'node:child_process'
import { onTestFinished } from 'vitest'
import type { LocalAddress } from '@/local-endpoint/address-file'
import { until } from './calls'

/** The tests' own Python, as `npm test` prepares it. */
export const PYTHON = process.env.ATOMERA_TEST_PYTHON ?? 'python3'

export function demandRunpod(): void {
  const { status, stderr, error } = spawnSync(PYTHON, ['-c', 'import runpod'], { encoding: 'utf8' })
  if (status === 0) return
  const reason = error?.message ?? stderr.trim().split('\n').at(-1)
  throw new Error(`This test needs Python with RunPod's library. Run \`${PYTHON} -m pip install runpod==1.12.0\`, or name a Python that has it in ATOMERA_TEST_PYTHON; \`npm test\` does so itself. (${reason})`)
}

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
export function pythonEnvironment(home: string, more: Record<string, string>): NodeJS.ProcessEnv {
  const { PATH, PYTHONPATH } = process.env
  return { PATH, ...(PYTHONPATH && { PYTHONPATH }), HOME: home, ...more } as unknown as NodeJS.ProcessEnv
}

/** `program` is a Python file with its arguments. */
export function startRunpodWorker(address: LocalAddress, { workerId, home, program: words, environment }: { workerId: string; home: string; program: string[]; environment: Record<string, string> }): PythonWorker {
  const env = pythonEnvironment(home, { ...environment, ...workerEnvironment(address, workerId) })
  const program = spawn(PYTHON, words, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
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
