import 'server-only'
// A claimed prediction under its lock: every write of a look begins with it. A writer whose claim no longer holds gets nothing.
import type { Transaction } from '@/lib/db'
import type { Claim } from '@/lib/predictions/claim-store'
import type { PredictionStatus } from '@/lib/predictions/schema'
import { isSabotaged } from '@/lib/test-switches'

/** `wished`: somebody wants it cancelled. `now` is the database's time once the row was locked. */
export type Locked = { id: string; teamId: string; status: PredictionStatus; currentAttemptId: string | null; wished: boolean; now: Date }

/** @returns null when the claim no longer holds: somebody else looks at it now */
export async function lockClaimed(transaction: Transaction, claim: Claim): Promise<Locked | null> {
  const rows = await transaction.$queryRaw<Locked[]>`
    WITH locked AS MATERIALIZED (
      SELECT id, team_id, status, current_attempt_id, cancel_wished_at
        FROM prediction WHERE id = ${claim.predictionId} AND (fence = ${claim.fence} OR ${isSabotaged('fence')}) FOR UPDATE
    )
    SELECT id, team_id AS "teamId", status, current_attempt_id AS "currentAttemptId", cancel_wished_at IS NOT NULL AS wished, app_now() AS now FROM locked`
  return rows[0] ?? null
}
