import 'server-only'
// Names for workers, new with every start: a client orders progress within one worker id, and a restarted run counts from one again.
import { randomBytes } from 'node:crypto'

/** What a raising handler reports as the version of RunPod's worker library; nothing of it runs here. */
export const RUNPOD_WORKER_VERSION = 'simulated'

export function drawWorkerName(): string {
  return `sim${randomBytes(6).toString('hex')}`
}
