// What an answer of /health says about key, address and workers: in words, with the cure. Pure. Nothing is submitted for it.
import { z } from 'zod'
import { addressProblem, RUNPOD_BASE_URL } from '@/lib/compute/address'
import type { HealthAnswer } from '@/lib/compute/answers'
import { diagnoseQueue, workerTrouble, type QueueReason } from '@/lib/compute/diagnosis'
import { LINKS, TROUBLES } from '@/lib/compute/troubles'
import type { RunPodHealth } from '@/lib/compute/wire'
import { GivenEndpointId, GivenKey } from '@/lib/settings/schema'

/** What stands in the form and is not saved yet; what is left out is taken as it counts now. */
export const TestConnection = z.strictObject({ apiKey: GivenKey.optional(), endpointId: GivenEndpointId.optional() })
export type TestConnection = z.infer<typeof TestConnection>

const Count = z.int().optional()
/** As /health sent them; one that was not sent is not there. */
const Counters = z.object({
  workers: z.object({ idle: Count, initializing: Count, ready: Count, running: Count, throttled: Count, unhealthy: Count }),
  jobs: z.object({ completed: Count, failed: Count, inProgress: Count, inQueue: Count, retried: Count }),
})

export const ConnectionReport = z.object({
  outcome: z.enum([
    'fine', 'noWorkers', 'scaledToZero', 'starting', 'throttled', 'crashing', 'idleWorkers',
    'keyRejected', 'endpointUnknown', 'rateLimited', 'network', 'tls', 'notJson', 'serverError',
  ]),
  /** good: predictions run. warn: key and address are right, and yet they may wait. bad: none is handed over. */
  tone: z.enum(['good', 'warn', 'bad']),
  message: z.string(),
  cure: z.string().nullable(),
  reported: z.string().nullable().meta({ description: "The endpoint's own words, without keys." }),
  links: z.array(z.object({ label: z.string(), url: z.string() })),
  health: Counters.nullable(),
})
export type ConnectionReport = z.infer<typeof ConnectionReport>
type Outcome = ConnectionReport['outcome']

const ACCEPTED = 'The key is accepted, and the endpoint is there.'

type Asked = { baseUrl: string; endpointId: string; lastRunMsAgo: number | null }

export function connectionReport(answer: HealthAnswer, asked: Asked): ConnectionReport {
  if (answer.kind === 'ok') return workersReport(answer.health, asked)
  const report = { tone: 'bad' as const, reported: answer.message, health: null }
  if (answer.kind === 'auth') return { ...report, outcome: 'keyRejected', message: `${TROUBLES.KEY_REJECTED.message}.`, cure: TROUBLES.KEY_REJECTED.cure, links: [...TROUBLES.KEY_REJECTED.links] }
  if (answer.kind === 'notFound') return { ...report, outcome: 'endpointUnknown', message: `No endpoint ${asked.endpointId} is known at ${hostOf(asked)}.`, cure: unknownCure(asked), links: [LINKS.endpoints] }
  return { ...report, ...silenceWords(answer, asked) }
}

const hostOf = ({ baseUrl }: Asked): string => new URL(baseUrl).host

function unknownCure(asked: Asked): string {
  const problem = addressProblem(asked)
  const host = problem === null ? '' : `${problem.message} ${problem.cure} `
  return `${host}Copy the id, not the name, of the serverless endpoint from RunPod's console. An endpoint made a minute ago may not be known everywhere yet.${asked.baseUrl === RUNPOD_BASE_URL ? '' : ' The host is RUNPOD_ENDPOINT_BASE_URL of the environment; RunPod\'s own is api.runpod.ai.'}`
}

type Words = Pick<ConnectionReport, 'outcome' | 'message' | 'cure' | 'links'>

function silenceWords({ httpStatus, because }: Extract<HealthAnswer, { kind: 'unavailable' }>, asked: Asked): Words {
  const host = hostOf(asked)
  if (because === 'tls') {
    return { outcome: 'tls', message: `Nobody whom this server trusts vouches for ${host}. Neither key nor question has left.`, cure: 'A proxy or virus scanner between here and there may open the traffic: give its certificate to this server in NODE_EXTRA_CA_CERTS. Otherwise the certificate has run out, or this machine\'s clock is wrong.', links: [] }
  }
  if (because === 'notJson' || (httpStatus !== null && httpStatus < 400)) {
    return { outcome: 'notJson', message: `Something answers at ${host}, but it does not speak RunPod's job API.`, cure: 'A proxy, a login page or another server stands there. Check RUNPOD_ENDPOINT_BASE_URL and the network\'s way out.', links: [LINKS.requests] }
  }
  if (httpStatus === 429) return { outcome: 'rateLimited', message: `${TROUBLES.RATE_LIMITED.message}.`, cure: 'Key and address may well be right. Wait a minute, and test again.', links: [...TROUBLES.RATE_LIMITED.links] }
  if (httpStatus !== null) return { outcome: 'serverError', message: `${host} answers with a fault of its own (${httpStatus}).`, cure: 'It says nothing about the key. Test again in a minute; if it lasts, look at RunPod\'s status page.', links: [LINKS.requests] }
  return { outcome: 'network', message: `${host} can not be reached from this server.`, cure: 'Check the network of this server, its name service, and whether a firewall lets https out to this host.', links: [] }
}

/** Reasons that are no trouble while nothing waits. */
const FINE: ReadonlySet<QueueReason> = new Set(['busy', 'unknown', 'idleWorkers'])

function workersReport(health: RunPodHealth, { lastRunMsAgo }: Asked): ConnectionReport {
  const { reason, cure, message, links } = diagnoseQueue({ kind: 'runpod', health, waitedMs: 0, lastRunMsAgo })
  const waits = (health.jobs.inQueue ?? 0) > 0
  // A worker that runs hides neither those that crash beside it nor that nothing takes what waits.
  const crashes = workerTrouble(health) === 'crashing'
  const isFine = FINE.has(reason) && !crashes && !(reason === 'idleWorkers' && waits)
  if (isFine) return { outcome: 'fine', tone: 'good', message: ACCEPTED, cure: null, reported: null, links: [], health }
  if (reason === 'noWorkers') return { outcome: 'noWorkers', tone: 'warn', message: `${ACCEPTED} It has no worker at the moment.`, cure: `Usual while nothing runs: one starts with the first job. If jobs wait all the same: ${cure}`, reported: null, links: [...links], health }
  return { outcome: crashes ? 'crashing' : OUTCOMES[reason], tone: 'warn', message: `${ACCEPTED} ${message}`, cure, reported: null, links: [...links], health }
}

const OUTCOMES: Record<QueueReason, Outcome> = {
  crashing: 'crashing', throttled: 'throttled', starting: 'starting', scaledToZero: 'scaledToZero', noWorkers: 'noWorkers', idleWorkers: 'idleWorkers', busy: 'fine', unknown: 'fine',
}
