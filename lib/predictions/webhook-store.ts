import 'server-only'
// The rows behind a webhook: the hash of its token, and the hint that it leaves. It never changes a state.
import { database } from '@/lib/db'
import { SILENCE_MARGIN_MS } from '@/lib/predictions/deadlines'

export type WebhookSecret = {
  tokenHash: string
  /** Nobody knows yet which job the attempt has, so what the body says is worth reading. */
  jobUnknown: boolean
}

/** What a call for this attempt is compared with. */
export async function readWebhookSecret(attemptId: string): Promise<WebhookSecret | null> {
  const attempt = await database().attempt.findUnique({ where: { id: attemptId }, select: { webhookTokenHash: true, state: true } })
  return attempt && { tokenHash: attempt.webhookTokenHash, jobUnknown: attempt.state === 'SUBMITTING' || attempt.state === 'SUBMIT_UNKNOWN' }
}

/**
 * Makes the attempt's prediction due at once, at most once a second, while the attempt lives and its token is valid: until
 * ttl + 30 min after the call, when RunPod has deleted the job. The first job that is named is kept until it was asked for; of an
 * attempt whose job is known it is not kept. null finds no row and is written all the same, so that a database which cannot be
 * written shows in the same way whether the token was right or wrong. The prediction is locked before its attempt, as everywhere.
 */
export async function noteWebhook(attemptId: string | null, jobId: string | null): Promise<void> {
  await database().$executeRaw`
    WITH known AS (
      SELECT a.id, p.id AS prediction_id, a.webhook_at AS last_at
        FROM attempt a JOIN prediction p ON p.id = a.prediction_id
       WHERE a.id = ${attemptId ?? ''} AND a.ended_at IS NULL
         AND a.calling_at + (a.ttl_ms + ${SILENCE_MARGIN_MS}::int8) * interval '1 millisecond' > app_now()
         FOR NO KEY UPDATE OF p
    ), noted AS (
      UPDATE attempt a
         SET webhook_at = app_now(),
             webhook_job_id = CASE WHEN a.state IN ('SUBMITTING', 'SUBMIT_UNKNOWN') THEN COALESCE(a.webhook_job_id, ${jobId}) END
        FROM known WHERE a.id = known.id
    ), due AS (
      UPDATE prediction p SET next_check_at = LEAST(p.next_check_at, GREATEST(app_now(), known.last_at + interval '1 second'))
        FROM known WHERE p.id = known.prediction_id
      RETURNING p.id
    )
    SELECT pg_notify('atomera_look', id) FROM due`
}

/**
 * Whose the job is that a webhook named: another attempt's (`taken`); possibly that of a call whose answer is still awaited
 * (`unsettled`, for a minute at most); else free to be asked for.
 */
export async function standingOfNamedJob(attemptId: string): Promise<'free' | 'taken' | 'unsettled'> {
  const rows = await database().$queryRaw<{ taken: boolean; unsettled: boolean }[]>`
    SELECT COALESCE(bool_or(b.job_id = a.webhook_job_id), false) AS taken,
           COALESCE(bool_or(b.state = 'SUBMITTING' AND b.calling_at <= a.webhook_at), false) AS unsettled
      FROM attempt a JOIN attempt b ON b.endpoint_ref = a.endpoint_ref AND b.id <> a.id AND (b.job_id = a.webhook_job_id OR b.state = 'SUBMITTING')
     WHERE a.id = ${attemptId}`
  if (rows[0]?.taken === true) return 'taken'
  return rows[0]?.unsettled === true ? 'unsettled' : 'free'
}

/** The job that a webhook named is not this attempt's: another webhook may name one. */
export async function dropNamedJob(attemptId: string, jobId: string): Promise<void> {
  await database().attempt.updateMany({ where: { id: attemptId, webhookJobId: jobId }, data: { webhookJobId: null } })
}
