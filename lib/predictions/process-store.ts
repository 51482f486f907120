import 'server-only'
// Processes that reconcile, as they tell of themselves: for people to look at. Leases do not depend on it.
import { WORKER_LOCK_CLASS } from '@/lib/listener'
import { database } from '@/lib/db'

export type ProcessFacts = { holder: number; host: string; pid: number; version: string; /** Since it started. */ upMs: number; /** Since both lanes had ended a round; null before the first. */ roundMsAgo: number | null }

/** What a process says of itself now, in database time; those that died more than a day ago are forgotten with it. */
export async function tellProcess({ holder, host, pid, version, upMs, roundMsAgo }: ProcessFacts): Promise<void> {
  await database().$executeRaw`
    INSERT INTO reconciler_process (holder, host, pid, version, started_at, told_at, round_at)
    VALUES (${BigInt(holder)}, ${host}, ${pid}, ${version}, app_now() - ${Math.round(upMs)}::int8 * interval '1 millisecond', app_now(), app_now() - ${roundMsAgo === null ? null : Math.round(roundMsAgo)}::int8 * interval '1 millisecond')
    ON CONFLICT (holder) DO UPDATE SET told_at = EXCLUDED.told_at, round_at = EXCLUDED.round_at`
  await database().$executeRaw`DELETE FROM reconciler_process WHERE NOT told_at BETWEEN app_now() - interval '1 day' AND app_now() + interval '1 minute'`
}

export async function forgetProcess(holder: number): Promise<void> {
  await database().$executeRaw`DELETE FROM reconciler_process WHERE holder = ${BigInt(holder)}`
}

export type ReconcilerProcess = { host: string; pid: number; version: string; startedAt: Date; toldAt: Date; roundAt: Date | null; /** It holds its advisory lock. */ alive: boolean }

export async function readProcesses(): Promise<ReconcilerProcess[]> {
  return database().$queryRaw<ReconcilerProcess[]>`
    SELECT p.host, p.pid, p.version, p.started_at AS "startedAt", p.told_at AS "toldAt", p.round_at AS "roundAt",
           EXISTS (SELECT 1 FROM pg_locks l WHERE l.locktype = 'advisory' AND l.classid = ${WORKER_LOCK_CLASS}::int::oid AND l.objid::bigint = p.holder AND l.objsubid = 2 AND l.granted
                      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS alive
      FROM reconciler_process p ORDER BY alive DESC, p.told_at DESC LIMIT 20`
}
