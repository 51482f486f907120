// The test's hand on the local endpoint of a running product: when each job ended, by the endpoint's own clock.
import { readFileSync } from 'node:fs'
import path from 'node:path'

export type Control = { jobEndedAt(jobId: string): Promise<number>; settings(change: { stageSeconds?: number; workers?: number }): Promise<void> }

type EndpointFile = { baseUrl: string; controlToken: string }

export function openControl(dataDir: string): Control {
  const file: EndpointFile = JSON.parse(readFileSync(path.join(dataDir, 'local-endpoint', 'endpoint.json'), 'utf8'))
  const origin = new URL(file.baseUrl).origin
  const headers = { 'x-control-token': file.controlToken, 'content-type': 'application/json' }
  return {
    jobEndedAt: async (jobId) => {
      const jobs: { id: string; endedAt: number | null }[] = await (await fetch(`${origin}/control/jobs`, { headers })).json()
      const endedAt = jobs.find((job) => job.id === jobId)?.endedAt
      if (endedAt == null) throw new Error(`The endpoint does not say when job ${jobId} ended.`)
      return endedAt
    },
    settings: async (change) => {
      const answer = await fetch(`${origin}/control/settings`, { method: 'POST', headers, body: JSON.stringify(change) })
      if (!answer.ok) throw new Error(`The endpoint refused its settings: ${await answer.text()}`)
    },
  }
}
