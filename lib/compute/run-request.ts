// Builds the body of RunPod's `/run`: our worker contract inside `input`, webhook and policy beside it. Refuses nothing; the caller has checked.
import { CONTRACT_VERSION, type WorkerConfig, type WorkerInput } from '@/lib/compute/contract'
import type { FrozenOptions, RunOptions } from '@/lib/compute/options'
import { PUBLIC_MSA_SERVER } from '@/lib/msa-servers'

/** RunPod takes 10 MiB (10,485,760 bytes); 64 KiB are left for what its edge adds. */
export const MAX_RUN_BYTES = 10 * 1024 * 1024 - 64 * 1024

/** RunPod's documented ranges, milliseconds: run 5 s to 7 days, whole life 10 s to 7 days. */
const SEVEN_DAYS_MS = 604_800_000
const clamp = (milliseconds: number, least: number): number => Math.round(Math.min(Math.max(milliseconds, least), SEVEN_DAYS_MS))

export type RunRequest = {
  input: WorkerInput
  webhook?: string
  policy: { executionTimeout: number; ttl: number }
}

/** base64 of a text's UTF-8 bytes, in Node and in the browser alike. */
export function base64OfText(text: string): string {
  let binary = ''
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** Named only where it is not the public one, which workers that know no such option ask anyway. */
const msaServerOf = ({ msa_server_url: url }: Pick<FrozenOptions, 'msa_server_url'>) => (url === null || url === undefined || url === PUBLIC_MSA_SERVER ? {} : { msa_server_url: url })

/** `config` of the worker contract: the guide's keys, then Boltz's own options by their command line names. Without a seed Boltz draws its own. */
export function workerConfig(options: RunOptions & Pick<FrozenOptions, 'msa_server_url'>): WorkerConfig {
  return {
    devices: 1,
    accelerator: 'gpu',
    diffusion_samples: options.diffusion_samples,
    use_msa_server: options.use_msa_server,
    ...msaServerOf(options),
    recycling_steps: options.recycling_steps,
    sampling_steps: options.sampling_steps,
    ...(options.seed === null ? {} : { seed: options.seed }),
    use_potentials: options.use_potentials,
  }
}

/** Run time and whole life of a job, milliseconds; the life includes the queue and is kept above the run time. */
export function runPolicy(executionTimeoutMs: number, ttlMs: number): RunRequest['policy'] {
  const executionTimeout = clamp(executionTimeoutMs, 5_000)
  return { executionTimeout, ttl: Math.max(clamp(ttlMs, 10_000), Math.min(executionTimeout + 1_000, SEVEN_DAYS_MS)) }
}

/** The whole body of `/run`. */
export function runRequest(request: {
  predictionId: string
  attemptId: string
  name: string
  yaml: string
  options: FrozenOptions
  executionTimeoutMs: number
  ttlMs: number
  webhookUrl: string | null
  /** Where the worker may put the whole answer; null without an object storage. */
  uploadAddress: string | null
}): RunRequest {
  const policy = runPolicy(request.executionTimeoutMs, request.ttlMs)
  const input: WorkerInput = {
    job_id: request.predictionId,
    input_yaml: base64OfText(request.yaml),
    request_data: { name: request.name },
    config: workerConfig(request.options),
    schema_version: CONTRACT_VERSION,
    attempt: request.attemptId,
    limits: { executionTimeoutMs: policy.executionTimeout },
    ...(request.uploadAddress !== null && { uploads: { answer: request.uploadAddress } }),
  }
  return request.webhookUrl === null ? { input, policy } : { input, webhook: request.webhookUrl, policy }
}

/** Bytes of a body as it is sent. */
export const serializedSize = (body: unknown): number => new TextEncoder().encode(JSON.stringify(body)).length
