import 'server-only'
// Tags of predictions, put on and taken off many at once: rows locked in the order of their ids, and version, event and audit line written with each change.
import { mayAnnotate, type Actor } from '@/lib/access/actor'
import { writeAuditLine } from '@/lib/audit/store'
import { database, databaseNow, type Transaction } from '@/lib/db'
import { Prisma } from '@/lib/generated/prisma/client'
import { writeEvent } from '@/lib/predictions/event-store'
import type { TagOutcome } from '@/lib/predictions/list-schema'
import { changeOfTags, tagWords, type Tag, type TagChange } from '@/lib/predictions/tags'

type Locked = { id: string; ownerId: string; name: string }

/** As the team spells them already; the database's small letters are what tags are compared by. */
async function spelled(transaction: Transaction, teamId: string, names: readonly string[]): Promise<Tag[]> {
  if (names.length === 0) return []
  return transaction.$queryRaw<Tag[]>`
    SELECT lower(given.name) AS key, COALESCE((SELECT min(t.name) FROM prediction_tag t WHERE t.team_id = ${teamId} AND t.key = lower(given.name)), given.name) AS name
      FROM unnest(${names}::text[]) AS given (name)`
}

/** In the order of the alphabet, as they are shown. */
const namesOf = (tags: readonly Tag[]): string[] => tags.toSorted((one, other) => (one.key < other.key ? -1 : 1)).map(({ name }) => name)

async function write(transaction: Transaction, actor: Actor, { id, name }: Locked, before: readonly Tag[], { added, removed }: TagChange, at: Date): Promise<void> {
  const now = at.toISOString()
  for (const tag of added) {
    await transaction.$executeRaw`
      INSERT INTO prediction_tag (prediction_id, team_id, key, name, by_id, created_at)
      VALUES (${id}, ${actor.teamId}, ${tag.key}, ${tag.name}, ${actor.personId}, ${now}::timestamptz) ON CONFLICT DO NOTHING`
  }
  await transaction.predictionTag.deleteMany({ where: { predictionId: id, key: { in: removed.map(({ key }) => key) } } })
  await transaction.prediction.update({ select: { id: true }, where: { id }, data: { version: { increment: 1 }, updatedAt: at } })
  await writeEvent(transaction, { predictionId: id, teamId: actor.teamId, kind: 'tagged', message: `${actor.personName} ${tagWords({ added, removed })}.`, at })
  const after = [...before.filter(({ key }) => removed.every((tag) => tag.key !== key)), ...added]
  const detail = { changes: { tags: { from: namesOf(before), to: namesOf(after) } } }
  await writeAuditLine(transaction, { actor, verb: 'changed tags', subject: id, subjectName: name, detail, at })
}

/** What is not there, or is another team's, is passed over; what the actor may not change and what has no room for more is counted. */
export async function changeTags(actor: Actor, ids: readonly string[], wish: { add: readonly string[]; remove: readonly string[] }): Promise<TagOutcome> {
  const outcome: TagOutcome = { changed: 0, unchanged: 0, notPermitted: 0, full: 0 }
  if (ids.length === 0) return outcome
  await database().$transaction(async (transaction) => {
    const rows = await transaction.$queryRaw<Locked[]>`
      SELECT id, owner_id AS "ownerId", name FROM prediction WHERE id IN (${Prisma.join([...ids])}) AND team_id = ${actor.teamId} AND deleted_at IS NULL ORDER BY id FOR UPDATE`
    const now = await databaseNow(transaction)
    const [add, remove] = [await spelled(transaction, actor.teamId, wish.add), await spelled(transaction, actor.teamId, wish.remove)]
    const there = await transaction.predictionTag.findMany({ where: { predictionId: { in: rows.map(({ id }) => id) } }, select: { predictionId: true, key: true, name: true } })
    for (const row of rows) {
      const before = there.filter(({ predictionId }) => predictionId === row.id)
      const change = mayAnnotate(actor, row.ownerId) ? changeOfTags(before, add, remove) : 'notPermitted'
      outcome[typeof change === 'string' ? change : 'changed'] += 1
      if (typeof change !== 'string') await write(transaction, actor, row, before, change, now)
    }
  })
  return outcome
}
