// The test's hand on the local endpoint of a running product: when jobs ended, how fast its stages are, how its worker behaves.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { LedgerLine } from '@/local-endpoint/jobs/ledger'
import type { SettingsChange } from '@/local-endpoint/settings'
import type { Delivery } from '@/local-endpoint/webhooks/delivery-log'
import type { BehaviourKind } from '@/local-endpoint/worker/behaviours'

export type Control = {
  /** What must be seen in no log. */
  apiKey: string
  controlToken: string
  /** Any route of the control door. */
  call<Answer>(method: 'GET' | 'POST', name: string, body?: object): Promise<Answer>
  /** The endpoint's own wall clock in ms. */
  jobEndedAt(jobId: string): Promise<number>
  jobStatus(jobId: string): Promise<string | null>
  settings(change: SettingsChange): Promise<void>
  /** How the worker behaves with the next job. */
  nextJob(behaviour: BehaviourKind): Promise<void>
  /** How the worker behaves with all jobs, also after a restart. */
  everyJob(behaviour: BehaviourKind): Promise<void>
  /** The next call of a route is answered so late, truthfully. */
  delayNext(route: string, delayMs: number): Promise<void>
  /** Accepted /run calls. */
  ledger(): Promise<LedgerLine[]>
  /** Calls that arrived, bodies included. */
  requests(): Promise<{ route: string | null; path: string; body: string }[]>
  /** Webhook calls that were made. */
  deliveries(): Promise<Delivery[]>
  /** Calls a job's webhook now, whatever was told before. */
  deliver(jobId: string): Promise<void>
  reset(): Promise<void>
}

type EndpointFile = { baseUrl: string; apiKey: string; controlToken: string }

export function openControl(dataDir: string): Control {
  const file: EndpointFile = JSON.parse(readFileSync(path.join(dataDir, 'local-endpoint', 'endpoint.json'), 'utf8'))
  const origin = new URL(file.baseUrl).origin
  const call = async <Answer>(method: 'GET' | 'POST', name: string, body?: object): Promise<Answer> => {
    const headers = { 'x-control-token': file.controlToken, 'content-type': 'application/json' }
    const answer = await fetch(`${origin}/control/${name}`, { method, headers, body: body && JSON.stringify(body) })
    if (!answer.ok) throw new Error(`The endpoint refused ${method} ${name}: ${await answer.text()}`)
    return answer.json()
  }
  return {
    call,
    apiKey: file.apiKey,
    controlToken: file.controlToken,
    jobEndedAt: async (jobId) => {
      const jobs = await call<{ id: string; endedAt: number | null }[]>('GET', 'jobs')
      const endedAt = jobs.find((job) => job.id === jobId)?.endedAt
      if (endedAt == null) throw new Error(`The endpoint does not say when job ${jobId} ended.`)
      return endedAt
    },
    jobStatus: async (jobId) => (await call<{ id: string; status: string }[]>('GET', 'jobs')).find((job) => job.id === jobId)?.status ?? null,
    settings: async (change) => void (await call('POST', 'settings', change)),
    nextJob: async (behaviour) => void (await call('POST', 'behaviours', { behaviour })),
    everyJob: async (behaviour) => void (await call('POST', 'behaviours', { behaviour, times: null })),
    delayNext: async (route, delayMs) => void (await call('POST', 'faults', { route, delayMs })),
    ledger: () => call('GET', 'ledger'),
    requests: () => call('GET', 'requests'),
    deliveries: () => call('GET', 'deliveries'),
    deliver: async (jobId) => void (await call('POST', 'deliver', { id: jobId })),
    reset: async () => void (await call('POST', 'reset', {})),
  }
}
