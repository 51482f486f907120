// RunPod's own Python library as a peer: its worker with a handler that the test steers, and its client.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import type { LocalAddress } from '@/local-endpoint/address-file'
import { PYTHON, pythonEnvironment, startRunpodWorker, type PythonWorker } from '../../support/runpod-worker'

export { demandRunpod } from '../../support/runpod-worker'

const fileOf = (name: string) => path.join(import.meta.dirname, 'python', name)

export function startPythonWorker(address: LocalAddress, { workerId, home, kind = 'one' }: { workerId: string; home: string; kind?: 'one' | 'two' | 'yields' }): PythonWorker {
  return startRunpodWorker(address, { workerId, home, program: [fileOf('steered_worker.py')], environment: { STEERED_WORKER: kind } })
}

/** Runs the client against the endpoint; what it printed. */
export function runPythonClient({ baseUrl, endpointId, apiKey }: LocalAddress, { home, never }: { home: string; never: string }): Promise<unknown> {
  const env = pythonEnvironment(home, { RUNPOD_ENDPOINT_BASE_URL: baseUrl, ENDPOINT_ID: endpointId, CLIENT_KEY: apiKey, NEVER: never })
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
