// All that is known at the end of a soak: what was asked and answered, the rows of the database, the endpoint's jobs and ledger. Only read, never judged here.
import type { LedgerLine } from '@/local-endpoint/jobs/ledger'
import type { ErrandRecord } from './load'
import type { World } from './world'

export type PredictionRow = {
  id: string
  key: string | null
  status: string
  failureCode: string | null
  remark: string | null
  generation: number
  deleted: boolean
  yamlSha256: string
  /** From the moment it was accepted, or last run again, to its end; null while it has none. */
  secondsToEnd: number | null
}

export type AttemptRow = {
  id: string
  predictionId: string
  endpoint: string
  jobId: string | null
  state: string
  outcome: string | null
  failureCode: string | null
  ended: boolean
  sentInputSha256: string | null
  sentYamlSha256: string | null
}

export type JobSeen = { endpointId: string; id: string; status: string; webhook: string | null }
export type SubmissionSeen = LedgerLine & { endpointId: string }

export type Evidence = {
  errands: ErrandRecord[]
  predictions: PredictionRow[]
  attempts: AttemptRow[]
  /** Kind of event to count. */
  events: Record<string, number>
  jobs: JobSeen[]
  ledger: SubmissionSeen[]
  /** `<endpoint>/<job>` of each call about a job. */
  asked: Set<string>
  /** Ends of processes that nobody wished. */
  diedAlone: string[]
}

const PREDICTIONS = `
  SELECT p.id, p.idempotency_key AS key, p.status, p.failure_code AS "failureCode", p.remark, p.generation, p.deleted_at IS NOT NULL AS deleted,
         encode(sha256(convert_to(p.yaml, 'UTF8')), 'hex') AS "yamlSha256",
         EXTRACT(EPOCH FROM p.ended_at - (SELECT max(e.created_at) FROM event e WHERE e.prediction_id = p.id AND e.to_status = 'QUEUED'))::float8 AS "secondsToEnd"
    FROM prediction p`

const ATTEMPTS = `
  SELECT a.id, a.prediction_id AS "predictionId", n.endpoint_id AS endpoint, a.job_id AS "jobId", a.state, a.outcome, a.failure_code AS "failureCode", a.ended_at IS NOT NULL AS ended,
         a.sent_input_sha256 AS "sentInputSha256", a.sent_yaml_sha256 AS "sentYamlSha256"
    FROM attempt a JOIN endpoint n ON n.id = a.endpoint_ref`

export async function gatherEvidence({ query, control, server, endpoint }: World, errands: ErrandRecord[], asked: Set<string>): Promise<Evidence> {
  const events = await query<{ kind: string; count: number }>('SELECT kind, count(*)::int AS count FROM event GROUP BY kind')
  return {
    errands,
    asked,
    predictions: await query<PredictionRow>(PREDICTIONS),
    attempts: await query<AttemptRow>(ATTEMPTS),
    events: Object.fromEntries(events.map(({ kind, count }) => [kind, count])),
    jobs: await control.call('GET', 'jobs'),
    ledger: await control.call('GET', 'ledger'),
    diedAlone: [...server.diedAlone(), ...endpoint.diedAlone()],
  }
}

/** What has not ended: predictions and attempts in the database, jobs at the endpoint. */
export async function countOpen({ query, control }: World): Promise<{ predictions: number; attempts: number; jobs: number }> {
  const [rows] = await query<{ predictions: number; attempts: number }>(`
    SELECT (SELECT count(*) FROM prediction WHERE status IN ('QUEUED', 'IN_QUEUE', 'IN_PROGRESS'))::int AS predictions,
           (SELECT count(*) FROM attempt WHERE ended_at IS NULL)::int AS attempts`)
  const jobs = await control.call<JobSeen[]>('GET', 'jobs')
  return { predictions: rows?.predictions ?? 0, attempts: rows?.attempts ?? 0, jobs: jobs.filter(({ status }) => !ENDED.includes(status)).length }
}

export const ENDED = ['COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT']
