import 'server-only'
// The first real account of an installation: made once, however many people press the button, and the end of the demo.
import { databaseNow, database, type Database, type Transaction } from '@/lib/db'
import { newId } from '@/lib/crypto'
import { Problem } from '@/lib/errors'

/** What was made before there were accounts is in this team; it becomes the first admin's. */
export const FIRST_TEAM = 'team_local'
/** Who made it; that person becomes the first admin. */
const BEFORE_ACCOUNTS = 'person_local'

export async function isSetUp(on: Transaction | Database = database()): Promise<boolean> {
  return (await on.installation.findUnique({ where: { id: 'current' }, select: { id: true } })) !== null
}

/** Until the transaction ends nobody else makes the demo or the first account: the demo must not come back behind the account that ended it. */
export async function holdFirstPeople(on: Transaction): Promise<void> {
  await on.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('atomera first people'))`
}

/** Makes an account that signs in with e-mail and password. */
export async function writePassword(on: Transaction, personId: string, passwordHash: string, at: Date): Promise<void> {
  const row = { password: passwordHash, updatedAt: at }
  await on.account.upsert({
    where: { providerId_accountId: { providerId: 'credential', accountId: personId } },
    create: { id: newId('acc'), providerId: 'credential', accountId: personId, personId, createdAt: at, ...row },
    update: row,
  })
}

export type FirstAdmin = { name: string; email: string; passwordHash: string; teamName: string }

/**
 * Makes the first admin, gives them the first team with what is in it, and ends the demo; `also` belongs to the same transaction.
 * @returns the admin's id
 * @throws Problem CONFLICT when somebody else was first
 */
export async function writeFirstAdmin(given: FirstAdmin, also: (on: Transaction, personId: string, at: Date) => Promise<void>): Promise<string> {
  return database().$transaction(async (on) => {
    await holdFirstPeople(on)
    const at = await databaseNow(on)
    const before = await on.person.findUnique({ where: { id: BEFORE_ACCOUNTS }, select: { id: true } })
    const personId = before?.id ?? newId('person')
    // Whoever comes second waits here for the first to commit.
    const first = await on.$executeRaw`INSERT INTO installation (id, set_up_at, set_up_by_id) VALUES ('current', ${at}, ${personId}) ON CONFLICT DO NOTHING`
    if (first === 0) throw new Problem('CONFLICT', 'Somebody else has just set this installation up. Ask them for an invitation.')
    const person = { name: given.name, email: given.email, isAdmin: true }
    await on.person.upsert({ where: { id: personId }, create: { id: personId, ...person }, update: person })
    await writePassword(on, personId, given.passwordHash, at)
    await on.team.upsert({ where: { id: FIRST_TEAM }, create: { id: FIRST_TEAM, name: given.teamName }, update: { name: given.teamName } })
    await on.membership.upsert({ where: { teamId_personId: { teamId: FIRST_TEAM, personId } }, create: { teamId: FIRST_TEAM, personId, role: 'lead' }, update: { role: 'lead' } })
    await endDemo(on, at)
    await also(on, personId, at)
    return personId
  })
}

async function endDemo(on: Transaction, at: Date): Promise<void> {
  const demo = { person: { isDemo: true } }
  await on.session.deleteMany({ where: demo })
  await on.apiKey.updateMany({ where: { ...demo, revokedAt: null }, data: { revokedAt: at } })
  await on.membership.deleteMany({ where: demo })
  await on.person.updateMany({ where: { isDemo: true }, data: { disabledAt: at } })
}
