import 'server-only'
// Links by which a person sets a new password: kept by the sha256 of their token, gone once used.
import { DAY, later } from '@/lib/clock'
import { newId, newToken, sha256 } from '@/lib/crypto'
import { database, databaseNow, type Transaction } from '@/lib/db'

const LINK_LIFE_MS = DAY

export type MadeLink = { token: string; expiresAt: Date }

/** @param madeById the admin who makes it; null for a link that the person asked for */
export async function writePasswordLink(on: Transaction, personId: string, madeById: string | null, at: Date): Promise<MadeLink> {
  const token = newToken()
  const expiresAt = later(at, LINK_LIFE_MS)
  await on.passwordLink.create({ data: { id: newId('pwl'), personId, tokenHash: sha256(token), madeById, createdAt: at, expiresAt } })
  return { token, expiresAt }
}

/** One that the person asked for, or whose maker still may make such links. */
const openLink = (token: string, at: Date) => ({ tokenHash: sha256(token), expiresAt: { gt: at }, person: { disabledAt: null }, OR: [{ madeById: null }, { madeBy: { isAdmin: true, disabledAt: null } }] })

export async function isPasswordLinkOpen(token: string): Promise<boolean> {
  return (await database().passwordLink.count({ where: openLink(token, await databaseNow()) })) > 0
}

/** Uses the link up: of several who come with it at once, one gets the person. */
export async function takePasswordLink(on: Transaction, token: string, at: Date): Promise<{ id: string; name: string } | null> {
  const link = await on.passwordLink.findFirst({ where: openLink(token, at), select: { id: true, person: { select: { id: true, name: true } } } })
  if (link === null) return null
  // The person first, as everywhere: whoever changes them at the same moment ends their links too.
  await on.$queryRaw`SELECT 1 FROM person WHERE id = ${link.person.id} FOR NO KEY UPDATE`
  const { count } = await on.passwordLink.deleteMany({ where: openLink(token, at) })
  return count === 1 ? link.person : null
}

/** Links to the person's account are worth nothing once its password is another. */
export const endPasswordLinksOf = async (on: Transaction, personId: string): Promise<void> => void (await on.passwordLink.deleteMany({ where: { personId } }))

/** Whoever may no longer make such links keeps none in hand. */
export const endPasswordLinksMadeBy = async (on: Transaction, madeById: string): Promise<void> => void (await on.passwordLink.deleteMany({ where: { madeById } }))

/** Whom a link may be made for. */
export type LinkPerson = { id: string; name: string; email: string; isDemo: boolean; disabledAt: Date | null }

export const findLinkPerson = (who: { id: string } | { email: string }): Promise<LinkPerson | null> =>
  database().person.findUnique({ where: who, select: { id: true, name: true, email: true, isDemo: true, disabledAt: true } })
