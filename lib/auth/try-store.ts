import 'server-only'
// How often something may be tried: counted in Postgres, for all processes together, each try in one statement before the try is made.
import { sha256 } from '@/lib/crypto'
import { database } from '@/lib/db'
import { Problem } from '@/lib/errors'

export type TryLimit = { most: number; withinMs: number }

/**
 * Counts a try at each of the things in turn, given in clear and kept as hashes; what comes after one that is used up is not counted,
 * so that nobody locks others out with tries that are refused already.
 * @throws Problem TOO_MANY_TRIES when one of them was tried too often; nothing tells which
 */
export async function countTry(things: Readonly<Record<string, TryLimit>>): Promise<void> {
  for (const [thing, limit] of Object.entries(things)) {
    const seconds = await secondsToWait(thing, limit)
    if (seconds > 0) throw new Problem('TOO_MANY_TRIES', `That was tried too often. Wait ${wordsOf(seconds)}, then try again.`)
  }
}

/** Counts a try, and whether there may be one more of it. */
export const mayTry = async (thing: string, limit: TryLimit): Promise<boolean> => (await secondsToWait(thing, limit)) === 0

const wordsOf = (seconds: number): string => (seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`)

async function secondsToWait(thing: string, { most, withinMs }: TryLimit): Promise<number> {
  const [row] = await database().$queryRaw<{ count: number; seconds: number }[]>`
    INSERT INTO try_count AS kept (key, count, resets_at) VALUES (${sha256(thing)}, 1, app_now() + ${withinMs} * interval '1 millisecond')
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN kept.resets_at <= app_now() THEN 1 ELSE kept.count + 1 END,
      resets_at = CASE WHEN kept.resets_at <= app_now() THEN app_now() + ${withinMs} * interval '1 millisecond' ELSE kept.resets_at END
    RETURNING count, ceil(extract(epoch FROM resets_at - app_now()))::int AS seconds`
  if (row?.count === 1) await database().$executeRaw`DELETE FROM try_count WHERE resets_at < app_now()`
  return row !== undefined && row.count > most ? Math.max(1, row.seconds) : 0
}

/** One try at what others try too was none of guessing; theirs stay counted. */
export async function takeBackTry(thing: string): Promise<void> {
  await database().$executeRaw`UPDATE try_count SET count = count - 1 WHERE key = ${sha256(thing)} AND count > 0`
}

/** Whoever got through starts anew. */
export async function forgetTries(...things: readonly string[]): Promise<void> {
  await database().$executeRaw`DELETE FROM try_count WHERE key = ANY(${things.map(sha256)})`
}
