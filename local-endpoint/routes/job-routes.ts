import 'server-only'
// The client half of RunPod's job API: each route by its name in the path, which is also its name for faults.
import type { Reply } from '../reply'
import type { Call } from './call'
import { cancel, purgeQueue, retry } from './change'
import { health, status, statusSync, stream } from './read'
import { run, runSync } from './submit'

type JobRoute = { methods: string[]; takesJob: boolean; bodyLimit: number; answer(call: Call): Promise<Reply> }

const MEBIBYTE = 1024 * 1024
export const SMALL_BODY = 64 * 1024

/** RunPod's Go client posts what others get. */
const reading = (answer: JobRoute['answer']): JobRoute => ({ methods: ['GET', 'POST'], takesJob: true, bodyLimit: SMALL_BODY, answer })
const changing = (answer: JobRoute['answer']): JobRoute => ({ methods: ['POST'], takesJob: true, bodyLimit: SMALL_BODY, answer })

export const JOB_ROUTES: ReadonlyMap<string, JobRoute> = new Map<string, JobRoute>([
  ['run', { methods: ['POST'], takesJob: false, bodyLimit: 10 * MEBIBYTE, answer: run }],
  ['runsync', { methods: ['POST'], takesJob: false, bodyLimit: 20 * MEBIBYTE, answer: runSync }],
  ['status', reading(status)],
  ['status-sync', reading(statusSync)],
  ['stream', reading(stream)],
  ['cancel', changing(cancel)],
  ['retry', changing(retry)],
  ['purge-queue', { ...changing(purgeQueue), takesJob: false }],
  ['health', { methods: ['GET'], takesJob: false, bodyLimit: SMALL_BODY, answer: health }],
])
