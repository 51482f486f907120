// What a server leaves behind when it dies at a named point: rows, the endpoint's ledger and its own last words tell where it was.
import type { CrashPoint } from '@/lib/test-switches-schema'
import type { MortalServer } from '../../support/mortal-server'

type Attempt = { id: string; state: string; status: string; jobId: string | null; leased: boolean; rawStored: boolean; outcome: string | null; cancelCalled: boolean; cancelAnswered: boolean; webhookSeen: boolean }

/** Where the server is to die, and the pattern of the idempotency keys under which this test submits. */
export type Death = { keys: string; point: CrashPoint; pass: number }

/** How things are at the endpoint: which attempts it took, how many requests broke off, how many of its webhooks were cut. */
async function endpointSide({ control }: MortalServer) {
  const [ledger, requests, deliveries] = await Promise.all([control.ledger(), control.requests(), control.deliveries()])
  return {
    taken: new Map(ledger.map(({ attempt, id }) => [attempt, id])),
    seen: requests.map(({ body }) => body).join('\n'),
    brokenRuns: requests.filter(({ route, body }) => route === 'run' && body === 'broken').length,
    cutWebhooks: deliveries.filter(({ httpStatus }) => httpStatus === null).length,
  }
}

async function attemptsLike(house: MortalServer, keys: string): Promise<Attempt[]> {
  return house.sql<Attempt>(
    `SELECT a.id, a.state, p.status, a.job_id AS "jobId", p.lease_holder IS NOT NULL AS leased, a.raw_stored_at IS NOT NULL AS "rawStored", a.outcome,
            a.cancel_called_at IS NOT NULL AS "cancelCalled", a.cancel_answered_at IS NOT NULL AS "cancelAnswered", a.webhook_at IS NOT NULL AS "webhookSeen"
       FROM attempt a JOIN prediction p ON p.id = a.prediction_id WHERE p.idempotency_key LIKE $1`, [keys])
}

/**
 * To be made before the server starts. @returns the question whether what is there now is what a death at this point leaves;
 * `accepted` grows by each prediction that was answered with 202.
 */
export async function leftBehind(house: MortalServer, { keys, point, pass }: Death, accepted: readonly string[]): Promise<() => Promise<boolean>> {
  const acceptedBefore = accepted.length
  const before = await endpointSide(house)
  return async () => {
    const stored = (await house.sql('SELECT 1 FROM prediction WHERE idempotency_key LIKE $1', [keys])).length
    const attempts = await attemptsLike(house, keys)
    const now = await endpointSide(house)
    const words = house.logs().split('\n').filter((line) => line.includes('"endpoint call"'))
    const isBroken = now.brokenRuns > before.brokenRuns
    const calling = attempts.filter(({ state }) => state === 'SUBMITTING').map(({ id }) => ({ id, job: now.taken.get(id) }))
    const wasRead = (job: string) => words.some((line) => line.includes(job))
    const fresh = accepted.length - acceptedBefore
    const traces: Record<CrashPoint, boolean> = {
      beforeT1Commits: stored === accepted.length && fresh === pass - 1,
      afterT1: stored === accepted.length + 1 && fresh === pass - 1,
      afterT2: attempts.some(({ state, leased }) => state === 'PREPARED' && leased),
      afterT2b: calling.some(({ id, job }) => job === undefined && !now.seen.includes(id)) && !isBroken,
      halfOfTheRequestSent: calling.some(({ job }) => job === undefined) && isBroken,
      acceptedAnswerUnread: calling.some(({ job }) => job !== undefined && !wasRead(job)),
      answerReadBeforeT3: calling.some(({ job }) => job !== undefined && wasRead(job)),
      afterT3: attempts.some(({ state, status, leased, jobId }) => state === 'IN_QUEUE' && status === 'IN_QUEUE' && leased && jobId !== null),
      webhookReadBeforeWrite: now.cutWebhooks > before.cutWebhooks && attempts.some(({ webhookSeen }) => !webhookSeen),
      rawStoredBeforeResult: attempts.some(({ state, rawStored }) => state === 'COLLECTING' && rawStored),
      afterResult: attempts.some(({ outcome, status, leased }) => outcome === 'COMPLETED' && status === 'COMPLETED' && leased),
      cancelSentAnswerUnread: attempts.some(({ cancelCalled, cancelAnswered }) => cancelCalled && !cancelAnswered),
    }
    return traces[point]
  }
}
