// The limits that this server sets to a submission.
import { mostTokens } from '@/lib/compute/deployment'
import { route } from '@/lib/door/route'
import { env } from '@/lib/env'

export const GET = route({ permission: 'predictions:read' }, async () => {
  const { runpod } = env()
  return { maxTokens: mostTokens(), executionTimeoutMs: runpod.timeoutMs, queueAllowanceMs: runpod.queueAllowanceMs }
})
