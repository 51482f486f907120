// A worker on RunPod's own Python library in production mode, in a process group of its own. It refuses to be left out when the library is missing.
import { spawn, spawnSync } from 'node:child_process'
import { onTestFinished } from 'vitest'
import type { LocalAddress } from '@/local-endpoint/address-file'
import { workerEnvironment } from '@/scripts/launcher/worker-environment'
import { until } from './calls'

/** The tests' own Python, as `npm test` prepares it. */
export const PYTHON = process.env.ATOMERA_TEST_PYTHON ?? 'python3'

export function demandRunpod(): void {
  const { status, stderr, error } = spawnSync(PYTHON, ['-c', 'import runpod'], { encoding: 'utf8' })
  if (status === 0) return
  const reason = error?.message ?? stderr.trim().split('\n').at(-1)
  throw new Error(`This test needs Python with RunPod's library. Run \`${PYTHON} -m pip install runpod==1.12.0\`, or name a Python that has it in ATOMERA_TEST_PYTHON; \`npm test\` does so itself. (${reason})`)
}

/** The stand-in for Boltz-2 writes this one, whatever it was asked for. */
export const STAND_IN_COMPLEX = {
  entities: [
    { type: 'protein', chainIds: ['A'], sequence: 'MKTAYI' },
    { type: 'ligand', chainIds: ['B'], smiles: 'CCNO' },
  ],
  affinityBinder: 'B',
}

export type PythonWorker = { said(): string; untilSaid(words: string): Promise<void>; kill(): Promise<void> }

/** `home` keeps the library from a key that the user of this machine may have stored. */
export function pythonEnvironment(home: string, more: Record<string, string>): NodeJS.ProcessEnv {
  const { PATH, PYTHONPATH } = process.env
  // A copy onto nothing: NODE_ENV is required by Next's types and absent here.
  return Object.assign(Object.create(null), { PATH, ...(PYTHONPATH && { PYTHONPATH }), HOME: home }, more)
}

/** `program` is a Python file with its arguments. */
export function startRunpodWorker(address: LocalAddress, { workerId, home, program: words, environment }: { workerId: string; home: string; program: string[]; environment: Record<string, string> }): PythonWorker {
  const env = pythonEnvironment(home, { ...environment, ...workerEnvironment(address, workerId, 1_000) })
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
