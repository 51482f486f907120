import 'server-only'
// One endpoint: its queue, its simulated workers and the webhooks it owes, as the routes use them; it refuses nothing itself.
import path from 'node:path'
import type { ControlRoom } from './control/control-room'
import { JobStore } from './jobs/job-store'
import { Outbox } from './webhooks/outbox'
import type { WebhookSender } from './webhooks/sender'
import type { QuickAnswers } from './worker/quick-answers'
import type { Simulator } from './worker/simulator'
import { WorkerPool } from './worker/worker-pool'

export type Endpoint = { id: string; jobs: JobStore; workers: WorkerPool; outbox: Outbox; close(): Promise<void> }

/** What all endpoints of one process share. */
export type SharedParts = { dataDir: string; room: ControlRoom; simulator: Simulator; quickAnswers: QuickAnswers; sender: WebhookSender }

export async function openEndpoint(id: string, { dataDir, room, simulator, quickAnswers, sender }: SharedParts): Promise<Endpoint> {
  const { clock, settings, behaviours, faults, deliveries } = room
  const jobs = await JobStore.open(path.join(dataDir, 'local-endpoint', 'queues', id), clock, settings)
  const outbox = new Outbox({ jobs, clock, faults, sender, log: deliveries })
  const workers = new WorkerPool({ jobs, clock, simulator, quickAnswers, behaviours, settings })
  return {
    id,
    jobs,
    workers,
    outbox,
    async close() {
      outbox.close()
      await workers.close()
      await jobs.close()
    },
  }
}
