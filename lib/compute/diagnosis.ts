// Why a job still waits in an endpoint's queue, read from /health: words, cure, where to read on. Pure.
// Counters that are missing stay unknown; refuses to blame capacity for a crash, and to choose where /health cannot tell causes apart.
import { DAY, MINUTE } from '@/lib/clock'
import { LINKS, type TroubleLink } from '@/lib/compute/troubles'
import type { RunPodHealth } from '@/lib/compute/wire'

export type QueueReason = 'crashing' | 'noWorkers' | 'scaledToZero' | 'throttled' | 'starting' | 'idleWorkers' | 'busy' | 'unknown'
export type Diagnosis = { reason: QueueReason; message: string; cure: string; links: readonly TroubleLink[] }

export type Waiting = {
  /** `own`: the local endpoint's real workers; `local`: its simulated ones. */
  kind: 'runpod' | 'local' | 'own'
  /** The newest answer of /health; null when there is none, or it is old. */
  health: RunPodHealth | null
  waitedMs: number
  /** How long ago Atomera last saw a job begin to run there; null: never. */
  lastRunMsAgo: number | null
}

/** RunPod sets max workers to 0 after so long without a request, and leaves it there. */
const IDLE_MS = 7 * DAY
/** A cold start takes minutes; more than this is worth a look. */
const LONG_START_MS = 15 * MINUTE

/** A counter that is not sent counts no worker of that kind. */
const some = (counter: number | undefined): counter is number => counter !== undefined && counter > 0

function reasonOf({ health, lastRunMsAgo }: Waiting): QueueReason {
  if (health === null) return 'unknown'
  const { workers, jobs } = health
  if (Object.values(workers).every((counter) => counter === undefined)) return 'unknown'
  if (some(workers.running)) return some(workers.idle) && !some(jobs.inProgress) ? 'idleWorkers' : 'busy'
  if (some(workers.unhealthy)) return 'crashing'
  if (some(workers.ready) || some(workers.idle)) return some(jobs.inProgress) ? 'busy' : 'idleWorkers'
  if (some(workers.initializing)) return 'starting'
  if (some(workers.throttled)) return 'throttled'
  return lastRunMsAgo !== null && lastRunMsAgo >= IDLE_MS ? 'scaledToZero' : 'noWorkers'
}

/** What is wrong with an endpoint's workers though /health answers, whether or not a job waits; one that runs hides none that crash. null: nothing that it tells. */
export function workerTrouble(health: RunPodHealth): 'crashing' | 'throttled' | null {
  if (some(health.workers.unhealthy)) return 'crashing'
  return reasonOf({ kind: 'runpod', health, waitedMs: 0, lastRunMsAgo: null }) === 'throttled' ? 'throttled' : null
}

type Words = { message: string; cure: string; links?: readonly TroubleLink[] }

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

/** What else /health tells while workers are busy. */
function besides({ workers }: RunPodHealth): string {
  const others = [
    some(workers.initializing) ? `${counted(workers.initializing, 'more worker')} starting` : null,
    some(workers.throttled) ? `${counted(workers.throttled, 'more worker')} waiting for a GPU` : null,
    some(workers.unhealthy) ? `${counted(workers.unhealthy, 'more worker')} crashing at the start (read their logs)` : null,
  ].filter((other) => other !== null)
  return others.length === 0 ? '' : ` Besides: ${others.join(', ')}.`
}

function busyWords(health: RunPodHealth | null): { who: string; queue: string; besides: string } {
  const running = health?.workers.running
  const inQueue = health?.jobs.inQueue
  return {
    who: some(running) ? `${running === 1 ? 'The one worker that runs is' : `All ${running} workers that run are`} busy with other jobs` : 'Its workers are busy with other jobs',
    queue: some(inQueue) && inQueue > 1 ? `; ${inQueue} jobs wait there` : '',
    besides: health === null ? '' : besides(health),
  }
}

/** What /health cannot tell apart when it counts no worker at all. */
const MAX_WORKERS_OR_GPU =
  'Look at max workers of the endpoint in the RunPod console: RunPod lowers it to 0 after 7 days without requests and leaves it there, so set it above 0. If it is above 0, no GPU of its types is free (wait, or allow more GPU types and regions), or it is only beginning to start a worker.'

function runPodWords(reason: QueueReason, { health, waitedMs, lastRunMsAgo }: Waiting): Words {
  switch (reason) {
    case 'starting':
      return {
        message: 'Cold start: a worker of the endpoint is starting. It loads the image and the weights of Boltz-2.',
        cure: waitedMs < LONG_START_MS ? 'Wait: the first start of a large image takes minutes. It begins by itself.' : 'That is longer than a start should take: read the worker\'s logs in the RunPod console. It begins by itself if the worker comes up.',
        links: [LINKS.workers],
      }
    case 'throttled':
      return { message: 'The endpoint\'s workers are throttled: the hosts are full, and they wait for GPUs.', cure: 'Wait, or allow more GPU types or regions in the endpoint\'s settings.', links: [LINKS.settings] }
    case 'crashing':
      return { message: 'Workers of the endpoint crash when they start, again and again. This is not a lack of GPUs.', cure: 'Read the logs of its workers in the RunPod console, and check its image and the memory of its GPU type. The job stays in the queue meanwhile.', links: [LINKS.logs] }
    case 'idleWorkers':
      return { message: 'Workers of the endpoint stand ready, but do not take the job.', cure: 'Check that its image starts a RunPod serverless worker, and read the worker\'s logs.', links: [LINKS.logs, LINKS.workers] }
    case 'busy': {
      const words = busyWords(health)
      return { message: `${words.who} at the endpoint${words.queue}.`, cure: `Wait, or raise max workers of the endpoint.${words.besides}`, links: [LINKS.settings] }
    }
    case 'noWorkers':
      return { message: 'The endpoint has no worker, and does not tell why.', cure: MAX_WORKERS_OR_GPU, links: [LINKS.settings] }
    case 'scaledToZero':
      return {
        message: `The endpoint has no worker; the last job ran there ${Math.floor((lastRunMsAgo ?? 0) / DAY)} days ago.`,
        cure: 'RunPod lowers max workers to 0 after 7 days without requests and leaves it there: set it above 0 in the RunPod console. If it is above 0 already, no GPU of its types is free: wait, or allow more GPU types and regions.',
        links: [LINKS.settings],
      }
    case 'unknown':
      return { message: 'The endpoint does not say how its workers are.', cure: 'Look at it in the RunPod console.', links: [LINKS.workers] }
  }
}

const START_AGAIN = 'Stop Atomera and type npm run up again; nothing is lost.'

function localWords(reason: QueueReason, { health }: Waiting): Words {
  switch (reason) {
    case 'starting':
      return { message: 'A worker of the local endpoint is starting.', cure: 'Wait; it begins by itself.' }
    case 'throttled':
      return { message: 'The workers of the local endpoint wait for a GPU.', cure: 'Wait until the GPU of this machine is free.' }
    case 'crashing':
      return { message: 'Workers of the local endpoint crash when they start.', cure: `Read the log of the local endpoint in the data folder (logs/). ${START_AGAIN}` }
    case 'idleWorkers':
      return { message: 'A worker of the local endpoint stands ready, but does not take the job.', cure: START_AGAIN }
    case 'busy': {
      const words = busyWords(health)
      return { message: `${words.who} at the local endpoint${words.queue}.`, cure: 'Wait: it takes its turn on this machine.' }
    }
    case 'noWorkers':
    case 'scaledToZero':
      return { message: 'The local endpoint has no worker.', cure: START_AGAIN }
    case 'unknown':
      return { message: 'The local endpoint does not say how its workers are.', cure: `Wait a moment. If it lasts: ${START_AGAIN}` }
  }
}

function ownWords(reason: QueueReason, waiting: Waiting): Words {
  switch (reason) {
    case 'noWorkers':
    case 'scaledToZero':
      return { message: 'No worker of your own is connected to this server.', cure: 'Start one on the machine with Boltz-2: npm run worker says what is missing there. The job waits for it.' }
    case 'crashing':
      return { message: 'Your worker says that it is not well.', cure: 'Read what it has printed on its machine, and start it again there: npm run worker.' }
    case 'idleWorkers':
      return { message: 'Your worker stands ready, but does not take the job.', cure: 'Start it again: npm run worker on its machine. The job waits for it.' }
    default:
      return localWords(reason, waiting)
  }
}

const WORDS_OF: Record<Waiting['kind'], (reason: QueueReason, waiting: Waiting) => Words> = { runpod: runPodWords, local: localWords, own: ownWords }

/** The reason for a job that waits for a minute or longer; before that, waiting is normal. */
export function diagnoseQueue(waiting: Waiting): Diagnosis {
  const reason = reasonOf(waiting)
  const { message, cure, links = [] } = WORDS_OF[waiting.kind](reason, waiting)
  return { reason, message, cure, links }
}
