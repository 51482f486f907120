// A local endpoint of a test's own: in this process or as the real program, with calls under its key. It refuses to share a data folder.
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { startLocalEndpoint, type LocalEndpoint, type LocalEndpointOptions } from '@/local-endpoint/server'
import type { LocalAddress } from '@/local-endpoint/address-file'

export const dataFolder = () => mkdtempSync(path.join(tmpdir(), 'local-endpoint-'))
export const dropFolder = (folder: string) => rmSync(folder, { recursive: true, force: true })

export function startHere(dataDir: string, options: Partial<LocalEndpointOptions> = {}): Promise<LocalEndpoint> {
  return startLocalEndpoint({ dataDir, stageSeconds: 0, timeoutLatenessMs: [0, 0], ...options })
}

/** The real program; resolves with its address when it has said that it is ready. */
export async function startProgram(dataDir: string, ...options: string[]): Promise<{ address: LocalAddress; program: ChildProcess }> {
  const root = path.resolve(import.meta.dirname, '../../..')
  const file = ['--conditions=react-server', '--import', 'tsx', 'local-endpoint/main.ts']
  const program = spawn(process.execPath, [...file, '--data', dataDir, ...options], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  // A test that fails half way leaves no program behind.
  onTestFinished(() => void program.kill('SIGKILL'))
  let said = ''
  await new Promise<void>((resolve, reject) => {
    program.stdout?.on('data', (text: Buffer) => {
      said += text.toString()
      if (said.includes('ready at')) resolve()
    })
    program.stderr?.on('data', (text: Buffer) => (said += text.toString()))
    program.once('exit', (code) => reject(new Error(`the program ended with ${code}: ${said}`)))
  })
  const address = JSON.parse(await readFile(path.join(dataDir, 'local-endpoint/endpoint.json'), 'utf8')) as LocalAddress
  return { address, program }
}

export function whenEnded(program: ChildProcess): Promise<number | null> {
  if (program.exitCode !== null || program.signalCode !== null) return Promise.resolve(program.exitCode)
  return new Promise((resolve) => program.once('exit', resolve))
}

export type JobBody = {
  id: string
  status: string
  output?: unknown
  error?: string
  delayTime?: number
  executionTime?: number
  workerId?: string
  retries?: number
}

/** Calls with the right key; `job` reads JSON. */
export function callsOf(address: LocalAddress) {
  const root = `${address.baseUrl}/${address.endpointId}`
  const call = (route: string, init: RequestInit = {}) =>
    fetch(`${root}/${route}`, { ...init, headers: { authorization: `Bearer ${address.apiKey}`, ...init.headers } })
  const post = (route: string, body: unknown = {}) => call(route, { method: 'POST', body: JSON.stringify(body) })
  const job = async (response: Promise<Response>) => (await (await response).json()) as JobBody
  const control = async (method: string, name: string, body?: unknown) => {
    const url = `${address.baseUrl.replace(/\/v2$/, '')}/control/${name}`
    const response = await fetch(url, { method, headers: { 'x-control-token': address.controlToken }, body: body === undefined ? undefined : JSON.stringify(body) })
    return { status: response.status, body: (await response.json()) as unknown }
  }
  return {
    call,
    post,
    control,
    run: (body: unknown) => job(post('run', body)),
    status: (id: string) => job(call(`status/${id}`)),
    end: (id: string) => job(call(`status-sync/${id}?wait=60000`)),
  }
}

const MONOMER = `version: 1
sequences:
  - protein: {id: "A", sequence: "MKTAYIAKQRQISFVKSHFSRQ", msa: "empty"}
`

export const AFFINITY = `version: 1
sequences:
  - protein: {id: "A", sequence: "MKTAYIAKQRQISFVKSHFSRQ", msa: "empty"}
  - ligand: {id: "L", ccd: "ATP"}
properties:
  - affinity: {binder: "L"}
`

/** A whole `/run` body for a small complex. */
export function runBody(jobId = 'prediction-1', attempt = 'attempt-1', yaml = MONOMER) {
  return {
    input: {
      job_id: jobId,
      attempt,
      input_yaml: Buffer.from(yaml).toString('base64'),
      request_data: { name: 'a test' },
      config: { devices: 1, accelerator: 'gpu', diffusion_samples: 1, use_msa_server: false, seed: 1 },
    },
    policy: { executionTimeout: 60_000, ttl: 3_600_000 },
  }
}
