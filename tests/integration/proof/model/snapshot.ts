// One look at the database of the model between two steps: its rows, and the invariants that they break.
import type { Client } from 'pg'
import { INVARIANTS, type Breach } from '@/scripts/launcher/invariants'

export type PredictionRow = {
  id: string
  status: string
  version: number
  generation: number
  target: string
  currentAttemptId: string | null
  wished: boolean
  deleted: boolean
  remark: string | null
  failureCode: string | null
  next: number | null
  holder: number | null
  leaseUntil: number | null
  fence: number
}

export type AttemptRow = {
  id: string
  predictionId: string
  number: number
  generation: number
  endpointRef: string
  state: string
  tries: number
  jobId: string | null
  webhookJobId: string | null
  webhookAt: number | null
  callingAt: number | null
  sentInputSha256: string | null
  retries: number | null
  workerId: string | null
  seq: number | null
  cancelReason: string | null
  cancelAnswered: boolean
  outcome: string | null
  failureCode: string | null
  ended: boolean
}

export type EndpointRow = { id: string; gate: string; pausedCode: string | null; running: number | null }

export type Snapshot = { predictions: Map<string, PredictionRow>; attempts: Map<string, AttemptRow>; endpoints: Map<string, EndpointRow>; breaches: Breach[]; matter: string }

const ms = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`

const ROWS = `SELECT
  (SELECT json_agg(json_build_object('id', id, 'status', status, 'version', version, 'generation', generation, 'target', target, 'currentAttemptId', current_attempt_id,
     'wished', cancel_wished_at IS NOT NULL, 'deleted', deleted_at IS NOT NULL, 'remark', remark, 'failureCode', failure_code,
     'next', ${ms('next_check_at')}, 'holder', lease_holder, 'leaseUntil', ${ms('lease_until')}, 'fence', fence)) FROM prediction) AS predictions,
  (SELECT json_agg(json_build_object('id', id, 'predictionId', prediction_id, 'number', number, 'generation', generation, 'endpointRef', endpoint_ref, 'state', state, 'tries', tries,
     'jobId', job_id, 'webhookJobId', webhook_job_id, 'webhookAt', ${ms('webhook_at')}, 'callingAt', ${ms('calling_at')}, 'sentInputSha256', sent_input_sha256,
     'retries', retries, 'workerId', worker_id, 'seq', progress -> 'seq', 'cancelReason', cancel_reason, 'cancelAnswered', cancel_answered_at IS NOT NULL,
     'outcome', outcome, 'failureCode', failure_code, 'ended', ended_at IS NOT NULL) ORDER BY number) FROM attempt) AS attempts,
  (SELECT json_agg(json_build_object('id', id, 'gate', gate, 'pausedCode', paused_code, 'running', health -> 'workers' -> 'running')) FROM endpoint) AS endpoints,
  (SELECT json_build_object('events', max(seq), 'lines', (SELECT max(id) FROM audit_line), 'files', (SELECT count(*) FROM result_file), 'artifacts', (SELECT count(*) FROM artifact)) FROM event) AS others`

type Rows = { predictions: PredictionRow[] | null; attempts: AttemptRow[] | null; endpoints: EndpointRow[] | null }

const LEASES = new Set(['next', 'holder', 'leaseUntil', 'fence'])
const byId = <Row extends { id: string }>(rows: Row[] | null): Map<string, Row> => new Map((rows ?? []).map((row) => [row.id, row]))

/** Planned once: planning the invariants takes ten times as long as asking them of a few rows. */
export async function prepareSnapshots(client: Client): Promise<void> {
  await client.query('SET plan_cache_mode = force_generic_plan; SET jit = off')
}

/** The invariants are asked again when more has changed than who looks at what, and when; of that the rules of the model know as much. */
export async function takeSnapshot(client: Client, before: Snapshot | null): Promise<Snapshot> {
  const { rows } = await client.query<Rows>({ name: 'rows', text: ROWS })
  const [found] = rows
  if (found === undefined) throw new Error('The database showed no rows.')
  const matter = JSON.stringify(found, (key, value: unknown) => (LEASES.has(key) ? undefined : value))
  const breaches = matter === before?.matter && before.breaches.length === 0 ? [] : (await client.query<Breach>({ name: 'invariants', text: INVARIANTS })).rows
  return { predictions: byId(found.predictions), attempts: byId(found.attempts), endpoints: byId(found.endpoints), breaches, matter }
}
