// Why a job waits long in an endpoint's queue, read off /health by RunPod's own order of signs. Pure; guesses nothing beyond the counters.
import type { RunPodHealth } from '@/lib/compute/wire'

export type QueueReason = { code: string; message: string; cure: string }

const reason = (code: string, message: string, cure: string): QueueReason => ({ code, message, cure })

export function queueReason({ workers, jobs }: RunPodHealth): QueueReason {
  const { idle = 0, initializing = 0, ready = 0, running = 0, throttled = 0, unhealthy = 0 } = workers
  if (unhealthy > 0 && running === 0) return reason('UNHEALTHY', 'The endpoint\'s worker crashes as it starts; this is not a lack of GPUs.', 'Open the worker\'s logs in RunPod\'s console and mend the image or its settings.')
  if (running > 0) return reason('BUSY', 'All workers of the endpoint are busy with other jobs.', 'Its turn comes by itself. More max workers would shorten the wait.')
  if (initializing > 0) return reason('COLD_START', 'A worker is starting: the image is fetched and the model loaded.', 'A first start takes minutes. Keep one worker active (min workers 1) to avoid it.')
  if (throttled > 0) return reason('THROTTLED', 'No GPU of the chosen kinds is free at RunPod now.', 'It goes on by itself when one is. Allow more GPU types or regions for the endpoint.')
  if ((ready > 0 || idle > 0) && (jobs.inQueue ?? 0) > 0) return reason('NOT_TAKING', 'A worker is ready but does not take the job.', 'The worker image may not be a queue worker; open its logs.')
  return reason('NO_WORKER', 'The endpoint has no worker now.', 'It is scaling from zero, no GPU is free, or its max workers is 0, which RunPod sets after 7 days without requests. Check the endpoint\'s settings.')
}
