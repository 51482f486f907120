// RunPod's wire shapes. Tolerant: a field may be missing or of a strange type and is then null; only a job's status must be there.
import { z } from 'zod'
import { plainLine } from '@/lib/compute/error-text'

const Count = z.number().int().nonnegative().optional().catch(undefined)
const Milliseconds = z.number().nonnegative().nullable().catch(null).default(null)

export const RUNPOD_STATUSES = ['IN_QUEUE', 'IN_PROGRESS', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT'] as const
export type KnownStatus = (typeof RUNPOD_STATUSES)[number]

const ENDS: readonly string[] = ['COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT'] satisfies KnownStatus[]

/** Whether a job with this status runs no more. */
export const hasEnded = (status: string): boolean => ENDS.includes(status)

export const isKnownStatus = (status: string): status is KnownStatus => RUNPOD_STATUSES.some((known) => known === status)

/** A job as `/status` shows it. `output` is the latest progress while the job runs, and the result once it is COMPLETED. */
export const RunPodJob = z.object({
  id: z.string().nullable().catch(null).default(null),
  /** One of RUNPOD_STATUSES, or a word nobody knows yet. */
  status: z.string().min(1).transform((status) => plainLine(status, 80)),
  /** Milliseconds waited before the last start. */
  delayTime: Milliseconds,
  /** Milliseconds on the worker. */
  executionTime: Milliseconds,
  workerId: z.string().transform((id) => plainLine(id, 200)).nullable().catch(null).default(null),
  /** How often RunPod itself started the job again. */
  retries: z.number().int().nonnegative().max(1_000_000).nullable().catch(null).default(null),
  output: z.unknown().optional(),
  /** Text, often JSON inside a string; rarely an object. */
  error: z.unknown().optional(),
})
export type RunPodJob = z.infer<typeof RunPodJob>

/** The answer to `/run`: only the id matters. */
export const RunPodAccepted = z.object({ id: z.string(), status: z.string().nullable().catch(null).default(null) })
export type RunPodAccepted = z.infer<typeof RunPodAccepted>

/** The answer to `/health`. A counter that is missing is undefined, which is not the same as 0. */
export const RunPodHealth = z.object({
  jobs: z
    .object({ completed: Count, failed: Count, inProgress: Count, inQueue: Count, retried: Count })
    .catch({})
    .default({}),
  workers: z
    .object({ idle: Count, initializing: Count, ready: Count, running: Count, throttled: Count, unhealthy: Count })
    .catch({})
    .default({}),
})
export type RunPodHealth = z.infer<typeof RunPodHealth>

/** Workers that run or stand ready; null: the endpoint does not tell. */
export const toldWorkers = ({ workers: { idle, running } }: RunPodHealth): number | null => (idle === undefined && running === undefined ? null : (idle ?? 0) + (running ?? 0))
