import 'server-only'
// Tries key and endpoint with /health, which costs nothing and starts nothing. The given key is used once: it is neither stored nor logged.
import { elapsed } from '@/lib/clock'
import { runPodRef } from '@/lib/compute/chosen-endpoint'
import { connectionReport, type ConnectionReport, type TestConnection } from '@/lib/compute/connection-report'
import { readLastRunAt } from '@/lib/compute/endpoint-store'
import { readHealth } from '@/lib/compute/job-api'
import { databaseNow } from '@/lib/db'
import { env } from '@/lib/env'
import { Problem } from '@/lib/errors'
import { currentSettings } from '@/lib/settings/service'

/** @throws Problem INVALID_REQUEST with a complaint at the field that has no value */
export async function testConnection(given: TestConnection): Promise<ConnectionReport> {
  const { runpod } = await currentSettings()
  const { pinned } = env()
  // What the environment pins is what will be used.
  const apiKey = pinned.includes('apiKey') ? runpod.apiKey : (given.apiKey ?? runpod.apiKey)
  const endpointId = pinned.includes('endpointId') ? runpod.endpointId : (given.endpointId ?? runpod.endpointId)
  if (apiKey === null) throw missing('apiKey')
  if (endpointId === null) throw missing('endpointId')
  const { baseUrl } = runpod
  const answer = await readHealth({ kind: 'runpod', baseUrl, endpointId, apiKey })
  const [lastRunAt, now] = await Promise.all([readLastRunAt(runPodRef(endpointId, baseUrl)), databaseNow()])
  return connectionReport(answer, { baseUrl, endpointId, lastRunMsAgo: lastRunAt === null ? null : elapsed(lastRunAt, now) })
}

function missing(field: 'apiKey' | 'endpointId'): Problem {
  const complaint = { at: field, message: 'must be set before the connection can be tested.' }
  return new Problem('INVALID_REQUEST', `${field} ${complaint.message}`, [complaint])
}
