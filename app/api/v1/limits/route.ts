// The limits that this server sets to a submission.
import { route } from '@/lib/door/route'
import { env } from '@/lib/env'

export const GET = route({ permission: 'predictions:read' }, async () => {
  const { maxTokens, runpod } = env()
  return { maxTokens, executionTimeoutMs: runpod.timeoutMs, queueAllowanceMs: runpod.queueAllowanceMs }
})
