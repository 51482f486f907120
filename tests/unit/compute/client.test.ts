import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { addressProblem, endpointUrl, isLoopback } from '@/lib/compute/address'
import { parseBoltzOutput } from '@/lib/compute/boltz-output'
import { WorkerInput } from '@/lib/compute/contract'
import { localAddress } from '@/lib/compute/local-address'
import { retryAfterMs } from '@/lib/compute/retry-after'
import { runPolicy, runRequest, serializedSize } from '@/lib/compute/run-request'
import { RunPodService } from '@/lib/compute/runpod-service'
import { TROUBLES } from '@/lib/compute/troubles'
import { RunPodJob } from '@/lib/compute/wire'
import { WORKER_ERRORS } from '@/lib/compute/worker-errors'

vi.mock('@/lib/log', () => ({ log: { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() } }))

const RUNPOD = { kind: 'runpod', baseUrl: 'https://api.runpod.ai/v2', endpointId: 'abc', apiKey: 'k' } as const

describe('conformance 1: an address is checked before anything is sent there', () => {
  it.each([
    ['https://api.runpod.ai/v2', 'abc', null],
    ['http://127.0.0.1:8080/v2', 'local', null],
    ['http://[::1]:8080/v2', 'local', null],
    ['https://api.runpod.io/v2', 'abc', 'warning'],
    ['http://api.runpod.ai/v2', 'abc', 'refused'],
    ['http://127.0.0.1.example.org/v2', 'abc', 'refused'],
    ['https://key@api.runpod.ai/v2', 'abc', 'refused'],
    ['https://api.runpod.ai/v2?api_key=1', 'abc', 'refused'],
    ['ftp://api.runpod.ai/v2', 'abc', 'refused'],
    ['', 'abc', 'refused'],
    ['https://api.runpod.ai/v2', '../x', 'refused'],
    ['https://api.runpod.ai/v2', '', 'refused'],
  ])('%s with id "%s": %s', (baseUrl, endpointId, level) => {
    expect(addressProblem({ baseUrl, endpointId })?.level ?? null).toBe(level)
  })

  it('URLs are built from plain ids only', () => {
    expect(endpointUrl({ ...RUNPOD, baseUrl: 'https://api.runpod.ai/v2/' }, ['status', 'j-1'], { wait: '5' }).href).toBe('https://api.runpod.ai/v2/abc/status/j-1?wait=5')
    expect(() => endpointUrl(RUNPOD, ['status', '../../x'])).toThrow(TypeError)
    expect([isLoopback('localhost'), isLoopback('127.8.9.1'), isLoopback('10.0.0.1')]).toEqual([true, true, false])
  })

  it('the local address is read each time, and is null while it is not there', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'atomera-address-'))
    const file = path.join(folder, 'local-endpoint', 'endpoint.json')
    expect(localAddress(folder, 'local')).toBeNull()
    mkdirSync(path.dirname(file))
    writeFileSync(file, '{"baseUrl": "http://127.0.0.1:1/v2", "endpo')
    expect(localAddress(folder, 'local')).toBeNull()
    writeFileSync(file, JSON.stringify({ baseUrl: 'http://127.0.0.1:1/v2', endpointId: 'local', apiKey: 'k', controlToken: 't' }))
    expect(localAddress(folder, 'local')).toEqual({ kind: 'local', baseUrl: 'http://127.0.0.1:1/v2', endpointId: 'local', apiKey: 'k' })
    rmSync(folder, { recursive: true })
  })
})

describe('the body of /run', () => {
  const OPTIONS = { diffusion_samples: 5, recycling_steps: 3, sampling_steps: 200, seed: 42, use_potentials: true, use_msa_server: false, msa_server: null, msa_server_url: null, executionTimeoutMs: 60_000 }
  const request = { predictionId: 'p', attemptId: 'a', name: 'Größe', yaml: 'version: 1\n# ü', options: OPTIONS, executionTimeoutMs: 60_000, ttlMs: 90_000, webhookUrl: null, uploadAddress: null }

  it('conformance 4 and 21: holds prediction, attempt and version of the contract, and no webhook without a public address', () => {
    const body = runRequest(request)
    expect(WorkerInput.parse(body.input)).toEqual(body.input)
    expect(Buffer.from(body.input.input_yaml, 'base64').toString()).toBe(request.yaml)
    expect(body.input.config).toEqual({ devices: 1, accelerator: 'gpu', diffusion_samples: 5, use_msa_server: false, recycling_steps: 3, sampling_steps: 200, seed: 42, use_potentials: true })
    expect(body.policy).toEqual({ executionTimeout: 60_000, ttl: 90_000 })
    expect(body).not.toHaveProperty('webhook')
    expect(runRequest({ ...request, webhookUrl: 'https://a/b' }).webhook).toBe('https://a/b')
    expect(serializedSize('ü')).toBe(4)
  })

  it('holds an address for the whole answer only where there is an object storage', () => {
    expect(runRequest(request).input).not.toHaveProperty('uploads')
    const { input } = runRequest({ ...request, uploadAddress: 'https://s3.example.org/results/a?X-Amz-Signature=b' })
    expect(WorkerInput.parse(input)).toEqual(input)
    expect(input.uploads).toEqual({ answer: 'https://s3.example.org/results/a?X-Amz-Signature=b' })
  })

  it.each([
    [1, 1, { executionTimeout: 5_000, ttl: 10_000 }],
    [60_000, 1_000, { executionTimeout: 60_000, ttl: 61_000 }],
    [1e12, 1e12, { executionTimeout: 604_800_000, ttl: 604_800_000 }],
  ])('conformance 3: the policy for %i and %i keeps RunPod\'s ranges, and ttl above the run', (run, ttl, policy) => {
    expect(runPolicy(run, ttl)).toEqual(policy)
  })
})

describe('conformance 18: waiting', () => {
  const NOW = Date.UTC(2026, 0, 1)
  it.each([
    ['5', 5_000],
    ['0', 0],
    ['1.5', 1_500],
    ['999999', 3_600_000],
    [new Date(NOW + 30_000).toUTCString(), 30_000],
    [new Date(NOW - 30_000).toUTCString(), 0],
    ['-5', null],
    ['soon', null],
    ['', null],
    [null, null],
  ])('Retry-After %j is %s ms', (header, wait) => {
    expect(retryAfterMs(header, NOW)).toBe(wait)
  })
})

it('conformance 26: a job with nothing but a status is a job', () => {
  expect(RunPodJob.parse({ status: 'IN_QUEUE' })).toEqual({ id: null, status: 'IN_QUEUE', delayTime: null, executionTime: null, workerId: null, retries: null })
  expect(RunPodJob.safeParse({ id: 'x' }).success).toBe(false)
})

describe('words', () => {
  it('the guide\'s troubles keep theirs, and each has a cure and a link', () => {
    const { API_KEY_MISSING, ENDPOINT_ID_MISSING, SUBMIT_FAILED, TIMED_OUT, JOB_FAILED } = TROUBLES
    expect([API_KEY_MISSING, ENDPOINT_ID_MISSING, SUBMIT_FAILED, TIMED_OUT, JOB_FAILED].map(({ message }) => message)).toEqual([
      'RUNPOD_API_KEY must be set',
      'RUNPOD_ENDPOINT_ID must be set',
      'Failed to submit job to RunPod',
      'Job timed out',
      'Job failed on RunPod',
    ])
    for (const { cure, links } of Object.values(TROUBLES)) {
      expect(cure.length).toBeGreaterThan(20)
      expect(links.length > 0 && links.every(({ url }) => URL.canParse(url) && url.startsWith('https://'))).toBe(true)
    }
  })

  it('every worker error says what, why and what to do, in sentences', () => {
    for (const [code, { message, cause, cure }] of Object.entries(WORKER_ERRORS)) {
      expect([code, message, cause, cure].every((words) => words.length > 4)).toBe(true)
      expect([message, cause, cure].every((words) => words.endsWith('.'))).toBe(true)
    }
  })
})

describe('RunPodService without settings', () => {
  const settings = { timeoutMs: 60_000, queueAllowanceMs: 60_000, pollIntervalMs: 1_000 }

  it('says what must be set', async () => {
    const input = { job_id: 'p', input_yaml: '', request_data: {}, config: { devices: 1, accelerator: 'gpu', diffusion_samples: 1, use_msa_server: true } }
    await expect(new RunPodService({ ...settings, apiKey: null, endpointId: 'e' }).submitJob(input, 'x')).rejects.toThrow('RUNPOD_API_KEY must be set')
    await expect(new RunPodService({ ...settings, apiKey: 'k', endpointId: null }).getJobStatus('j')).rejects.toThrow('RUNPOD_ENDPOINT_ID must be set')
  })

  it('prepares the guide\'s input', () => {
    const input = new RunPodService({ ...settings, apiKey: null, endpointId: null }).prepareBoltzInput('p1', 'version: 1\n', { name: 'x' })
    expect(WorkerInput.parse(input)).toEqual(input)
    expect(input).toMatchObject({ job_id: 'p1', request_data: { name: 'x' }, config: { devices: 1, accelerator: 'gpu', diffusion_samples: 1, use_msa_server: true } })
    expect(input.config).not.toHaveProperty('seed')
  })
})

describe('an output for scripts', () => {
  const file = (text: string) => Buffer.from(text).toString('base64')

  it('is ordered, decoded and without defaults', () => {
    const parsed = parseBoltzOutput({ pose_files: { 'pose_10.cif': file('b'), 'pose_2.cif': file('a') } })
    expect(parsed).toMatchObject({ affinity_pred_value: null, confidence_score: null, simulated: false, files: [] })
    expect(parsed.poses.map(({ name }) => name)).toEqual(['pose_2.cif', 'pose_10.cif'])
  })

  it.each([[null], [{ pose_files: { a: '%' } }], [{ confidence_score: 'high' }]])('%j is refused', (output) => {
    expect(() => parseBoltzOutput(output)).toThrow(TypeError)
  })
})
