import 'server-only'
// RunPodService: the methods of the product's integration guide on top of the job API, for scripts and notebooks.
// The app itself does not wait here; its reconciler follows jobs. Every failure is thrown in the guide's own words.
import { setTimeout as pause } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'
import { RUNPOD_BASE_URL, type EndpointAddress } from '@/lib/compute/address'
import type { StatusAnswer } from '@/lib/compute/answers'
import { parseBoltzOutput, type BoltzOutput } from '@/lib/compute/boltz-output'
import { CONTRACT_VERSION, type WorkerInput } from '@/lib/compute/contract'
import { cancelRun, readStatus, submitRun } from '@/lib/compute/job-api'
import { RunOptions, type RunOptionsInput } from '@/lib/compute/options'
import { base64OfText, runPolicy, workerConfig } from '@/lib/compute/run-request'
import { readJsonBody } from '@/lib/compute/exchange'
import { RunPodTrouble } from '@/lib/compute/runpod-trouble'
import { verdictOf } from '@/lib/compute/verdict'
import type { RunPodJob } from '@/lib/compute/wire'

export type RunPodSettings = {
  apiKey: string | null
  endpointId: string | null
  /** With `/v2`; RunPod's own unless a local endpoint is meant. */
  baseUrl?: string
  /** Longest GPU time of a job and, plus the queue's allowance, its whole life. */
  timeoutMs: number
  queueAllowanceMs: number
  pollIntervalMs: number
}

/** Reads that fail one after the other before waiting gives up: at the usual 5 s this is ten minutes without an answer. */
const PATIENT_READS = 120

export class RunPodService {
  constructor(private readonly settings: RunPodSettings) {}

  /** The address, or the guide's words for what is not set. */
  private address(): EndpointAddress {
    const { apiKey, endpointId, baseUrl = RUNPOD_BASE_URL } = this.settings
    if (!apiKey) throw new RunPodTrouble('API_KEY_MISSING')
    if (!endpointId) throw new RunPodTrouble('ENDPOINT_ID_MISSING')
    return { kind: 'runpod', baseUrl, endpointId, apiKey }
  }

  /** `input` of the worker contract from Boltz's YAML. */
  prepareBoltzInput(predictionId: string, yaml: string, request: { name: string; options?: RunOptionsInput }): WorkerInput {
    return {
      job_id: predictionId,
      input_yaml: base64OfText(yaml),
      request_data: { name: request.name },
      config: workerConfig(RunOptions.parse(request.options ?? {})),
      schema_version: CONTRACT_VERSION,
      limits: { executionTimeoutMs: this.settings.timeoutMs },
    }
  }

  /** Hands the job over and returns its RunPod id. SUBMIT_UNKNOWN means that it may run: do not send it again unseen. */
  async submitJob(input: WorkerInput, name: string): Promise<string> {
    const { timeoutMs, queueAllowanceMs } = this.settings
    const named = { ...input, request_data: { ...input.request_data, name } }
    const answer = await submitRun(this.address(), { input: named, policy: runPolicy(timeoutMs, timeoutMs + queueAllowanceMs) })
    if (answer.kind === 'accepted') return answer.jobId
    throw new RunPodTrouble(answer.kind === 'ambiguous' ? 'SUBMIT_UNKNOWN' : 'SUBMIT_FAILED', answer.message)
  }

  async getJobStatus(jobId: string): Promise<RunPodJob> {
    const answer = await readStatus(this.address(), jobId)
    if (answer.kind === 'job') return wholeJob(answer)
    throw new RunPodTrouble(answer.kind === 'auth' ? 'KEY_REJECTED' : answer.kind === 'notFound' ? 'JOB_UNKNOWN' : 'UNREACHABLE', answer.message)
  }

  /** The output of a completed job; null while it is not completed, or when it completed without one. */
  async getJobOutput(jobId: string): Promise<unknown> {
    const job = await this.getJobStatus(jobId)
    return job.status === 'COMPLETED' ? (job.output ?? null) : null
  }

  /** Asks the endpoint to stop the job. Whether it did, `getJobStatus` says. */
  async cancelJob(jobId: string): Promise<void> {
    const answer = await cancelRun(this.address(), jobId)
    if (answer.kind !== 'answered') throw new RunPodTrouble(answer.kind === 'auth' ? 'KEY_REJECTED' : 'UNREACHABLE', answer.message)
  }

  /** Waits for the end of a job and returns it completed. When the time is over the job is cancelled, because it is billed as long as it runs. */
  async waitForJobCompletion(jobId: string): Promise<RunPodJob> {
    const until = performance.now() + this.settings.timeoutMs + this.settings.queueAllowanceMs
    let unanswered = 0
    while (performance.now() < until) {
      const answer = await readStatus(this.address(), jobId)
      if (answer.kind === 'auth') throw new RunPodTrouble('KEY_REJECTED', answer.message)
      unanswered = answer.kind === 'job' ? 0 : unanswered + 1
      if (unanswered >= PATIENT_READS && answer.kind !== 'job') throw new RunPodTrouble('UNREACHABLE', answer.message)
      if (answer.kind === 'job') {
        const ended = endOf(answer.job)
        if (ended) return wholeJob(answer)
      }
      await pause(this.settings.pollIntervalMs)
    }
    await this.cancelJob(jobId)
    throw new RunPodTrouble('TIMED_OUT')
  }

  /** Scores and files of an output; what it does not hold is null. */
  parseBoltzOutput(output: unknown): BoltzOutput {
    return parseBoltzOutput(output)
  }
}

/** The job with its output, which a look at its status alone does not unfold. */
async function wholeJob({ job, raw }: Extract<StatusAnswer, { kind: 'job' }>): Promise<RunPodJob> {
  if (job.status !== 'COMPLETED') return job
  const body = raw.isWhole ? readJsonBody(gunzipSync(Buffer.concat(await raw.gzip()))) : null
  if (body === null || !body.ok) throw new RunPodTrouble('JOB_FAILED', 'The job is completed, but its answer is too large or not JSON.')
  const { output } = z.object({ output: z.unknown() }).parse(body.value)
  return { ...job, output }
}

/** The job when it is completed, null while it goes on; any other end is thrown. */
function endOf(job: RunPodJob): RunPodJob | null {
  switch (job.status) {
    case 'COMPLETED':
      return job
    case 'TIMED_OUT':
      throw new RunPodTrouble('TIMED_OUT')
    case 'CANCELLED':
      throw new RunPodTrouble('JOB_FAILED', 'The job was cancelled.')
    case 'FAILED': {
      const verdict = verdictOf(job)
      throw new RunPodTrouble(verdict.kind === 'executionTimeout' ? 'TIMED_OUT' : 'JOB_FAILED', verdict.reported)
    }
    default:
      return null
  }
}
