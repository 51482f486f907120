// The client against the local endpoint: the whole road of one prediction, from the request's body to a read result.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { toYaml } from '@/lib/complexes/to-yaml'
import { outputChains } from '@/lib/complexes/output-order'
import { Complex } from '@/lib/complexes/schema'
import type { EndpointAddress } from '@/lib/compute/address'
import { cancelRun, readHealth, readStatus, submitRun, voidAttempt } from '@/lib/compute/job-api'
import { localAddress } from '@/lib/compute/local-address'
import { runRequest } from '@/lib/compute/run-request'
import { RunPodService } from '@/lib/compute/runpod-service'
import { readAnswer } from '@/lib/results/read-answer'
import { startLocalEndpoint, type LocalEndpoint } from '@/local-endpoint/server'

vi.mock('@/lib/log', () => ({ log: { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() } }))

const COMPLEX = Complex.parse({
  entities: [
    { type: 'protein', chainIds: ['A', 'B'], sequence: 'MKTAYIAKQRQISFVK' },
    { type: 'ligand', chainIds: ['L'], smiles: 'CC(=O)Oc1ccccc1C(=O)O' },
    { type: 'rna', chainIds: ['R'], sequence: 'GGCAU' },
  ],
  affinityBinder: 'L',
})
const OPTIONS = { diffusion_samples: 2, recycling_steps: 3, sampling_steps: 200, seed: 7, use_potentials: false, use_msa_server: true, msa_server: null, msa_server_url: 'https://api.colabfold.com', executionTimeoutMs: 60_000 }
const YAML = toYaml(COMPLEX, { useMsaServer: true })

let dataDir = ''
let endpoint: LocalEndpoint
let address: EndpointAddress

const request = (attemptId: string) =>
  runRequest({ predictionId: 'p1', attemptId, name: 'Aspirin', yaml: YAML, options: OPTIONS, executionTimeoutMs: 60_000, ttlMs: 600_000, webhookUrl: null, uploadAddress: null })

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'atomera-client-'))
  endpoint = await startLocalEndpoint({ dataDir, stageSeconds: 0 })
  const found = localAddress(dataDir, 'local')
  if (found === null) throw new Error('The local endpoint wrote no address.')
  address = found
})
afterAll(async () => {
  await endpoint.close()
  await rm(dataDir, { recursive: true, force: true })
})

async function completed(jobId: string): Promise<Uint8Array> {
  for (;;) {
    const answer = await readStatus(address, jobId, { waitMs: 5_000 })
    if (answer.kind !== 'job') throw new Error(answer.message)
    if (answer.job.status === 'COMPLETED') return new Uint8Array(gunzipSync(Buffer.concat(await answer.raw.gzip())))
    expect(['IN_QUEUE', 'IN_PROGRESS']).toContain(answer.job.status)
  }
}

it('conformance 27: a prediction goes the whole way and its simulated result is read without a complaint', async () => {
  const submitted = await submitRun(address, request('a1'))
  if (submitted.kind !== 'accepted') throw new Error(submitted.message)
  const raw = await completed(submitted.jobId)
  const expectation = { samples: 2, affinity: true, chains: outputChains(COMPLEX), target: 'simulated' as const }
  const outcome = readAnswer(raw, expectation)
  if (outcome.kind !== 'result') throw new Error(outcome.message)
  const { summary } = outcome
  expect(summary).toMatchObject({ simulated: true, complete: true, missing: [], affinityState: 'verified', confidenceState: 'verified' })
  // Only what the worker itself warns of; the reader has nothing to add.
  expect(summary.warnings.filter((warning) => !/^(Simulated|Affinity):/.test(warning))).toEqual([])
  expect(summary.samples.map(({ index, plddtFile }) => [index, plddtFile !== null])).toEqual([[0, true], [1, true]])
  expect(summary.chains.map(({ chain_id, mol_type, num_residues }) => [chain_id, mol_type, num_residues])).toEqual([['A', 0, 16], ['B', 0, 16], ['L', 3, 1], ['R', 2, 5]])
  expect(readAnswer(raw, { ...expectation, target: 'real' }).kind).toBe('invalid')
})

it('the look-up finds a pair that was taken and voids one that was not', async () => {
  const submitted = await submitRun(address, request('a2'))
  const jobId = submitted.kind === 'accepted' ? submitted.jobId : ''
  expect(await voidAttempt(address, { jobId: 'p1', attempt: 'a2' })).toEqual({ kind: 'found', jobId })
  expect(await voidAttempt(address, { jobId: 'p1', attempt: 'a3' })).toEqual({ kind: 'voided' })
  expect(await submitRun(address, request('a3'))).toMatchObject({ kind: 'refused', because: 'conflict', httpStatus: 409 })
})

it('a wrong key, a wrong endpoint and an unknown job are told apart', async () => {
  expect(await readHealth(address)).toMatchObject({ kind: 'ok' })
  expect(await readHealth({ ...address, apiKey: 'wrong' })).toMatchObject({ kind: 'auth' })
  expect(await readHealth({ ...address, endpointId: 'nobody' })).toMatchObject({ kind: 'notFound' })
  expect(await readStatus(address, 'no-such-job-u1')).toMatchObject({ kind: 'notFound' })
  expect(await cancelRun(address, 'no-such-job-u1')).toMatchObject({ kind: 'answered', httpStatus: 404 })
})

it('RunPodService goes the same way', async () => {
  const service = new RunPodService({ ...address, timeoutMs: 60_000, queueAllowanceMs: 60_000, pollIntervalMs: 100 })
  const input = service.prepareBoltzInput('p2', YAML, { name: 'Aspirin', options: { seed: 3 } })
  const jobId = await service.submitJob(input, 'Aspirin again')
  const job = await service.waitForJobCompletion(jobId)
  const output = service.parseBoltzOutput(await service.getJobOutput(jobId))
  expect(job.status).toBe('COMPLETED')
  expect(output.simulated).toBe(true)
  expect(output.poses).toHaveLength(1)
  expect(output.affinity_probability_binary).toBeGreaterThanOrEqual(0)
})
