// What must hold after any trouble: every 202 has its row and its end, poses can be read, and the endpoint's ledger agrees with the database.
import { createHash } from 'node:crypto'
import pg from 'pg'
import { expect } from 'vitest'
import { isTerminal, type PredictionView } from '@/lib/predictions/schema'
import type { LedgerLine } from '@/local-endpoint/jobs/ledger'
import { expectInvariants } from './invariants'
import type { PatientClient } from './patient-client'

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

type Trouble = {
  client: Pick<PatientClient, 'get'>
  databaseUrl: string
  ledger: LedgerLine[]
  /** Ids of every prediction that was answered with 202. */
  accepted: string[]
}

type AttemptRow = { id: string; predictionId: string; jobId: string | null; failureCode: string | null; inputSha256: string | null; yamlSha256: string }

export async function expectAllKept({ client, databaseUrl, ledger, accepted }: Trouble): Promise<PredictionView[]> {
  await expectInvariants(databaseUrl)
  const views = await Promise.all(accepted.map((id) => viewOf(client, id)))
  expect(views.filter(({ status }) => !isTerminal(status)).map(({ id, status }) => `${id} ${status}`)).toEqual([])
  for (const view of views) if (view.status === 'COMPLETED') await expectPoses(client, view)
  expectLedger(ledger.filter(({ jobId }) => jobId !== null && accepted.includes(jobId)), await attemptsOf(databaseUrl, accepted))
  return views
}

async function viewOf(client: Trouble['client'], id: string): Promise<PredictionView> {
  const answer = await client.get(`/api/v1/predictions/${id}`)
  expect([id, answer.status]).toEqual([id, 200])
  return JSON.parse(answer.text) as PredictionView
}

async function expectPoses(client: Trouble['client'], { id, result }: PredictionView): Promise<void> {
  const poses = (result?.files ?? []).filter(({ role }) => role === 'pose')
  expect([id, poses.length > 0]).toEqual([id, true])
  for (const pose of poses) {
    const answer = await client.get(pose.url)
    expect([id, answer.status, sha256(answer.bytes)]).toEqual([id, 200, pose.sha256])
    expect(answer.text).toContain('_atom_site')
  }
}

async function attemptsOf(databaseUrl: string, predictionIds: string[]): Promise<AttemptRow[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const found = await client.query<AttemptRow>(
      `SELECT a.id, a.prediction_id AS "predictionId", a.job_id AS "jobId", a.failure_code AS "failureCode", a.sent_input_sha256 AS "inputSha256",
              encode(sha256(convert_to(p.yaml, 'UTF8')), 'hex') AS "yamlSha256"
         FROM attempt a JOIN prediction p ON p.id = a.prediction_id WHERE p.id = ANY($1)`, [predictionIds])
    return found.rows
  } finally {
    await client.end()
  }
}

/** At most one accepted /run per attempt; what was taken is known or was given up as lost; what was sent is what is stored. */
function expectLedger(lines: LedgerLine[], attempts: AttemptRow[]): void {
  const taken = lines.map(({ jobId, attempt }) => `${jobId} ${attempt}`)
  expect(taken.filter((pair, place) => taken.indexOf(pair) !== place)).toEqual([])
  const rows = new Map(attempts.map((attempt) => [attempt.id, attempt]))
  for (const line of lines) {
    const attempt = rows.get(line.attempt ?? '')
    expect(attempt, `the endpoint took ${line.id} for an attempt that is not stored`).toBeDefined()
    expect({ job: attempt?.jobId ?? attempt?.failureCode, input: attempt?.inputSha256, yaml: attempt?.yamlSha256 })
      .toEqual({ job: attempt?.jobId === null ? 'SUBMIT_LOST' : line.id, input: line.inputSha256, yaml: line.yamlSha256 })
  }
  const known = new Set(lines.map(({ id }) => id))
  expect(attempts.filter(({ jobId }) => jobId !== null && !known.has(jobId))).toEqual([])
}
