// The limits that this server sets to a submission.
import { mostTokens } from '@/lib/compute/deployment'
import { route } from '@/lib/door/route'
import { currentSettings } from '@/lib/settings/service'

export const GET = route({ permission: 'predictions:read' }, async () => {
  const settings = await currentSettings()
  const { timeoutMs, queueAllowanceMs } = settings.runpod
  return { maxTokens: mostTokens(settings), executionTimeoutMs: timeoutMs, queueAllowanceMs, msaServers: settings.msa }
})
