import 'server-only'
// Whether a password that was right is right still: hashing takes long enough for somebody to change it, or to disable the account, meanwhile.
import { endPasswordLinksOf } from '@/lib/auth/password-link-store'
import { endSessionsOf } from '@/lib/auth/session-store'
import { sha256 } from '@/lib/crypto'
import { database, type Transaction } from '@/lib/db'

/** The kept password of the account with that address; null when there is none. */
export async function keptPassword(who: { email: string } | { personId: string }): Promise<string | null> {
  const account = await database().account.findFirst({ where: { providerId: 'credential', ...('email' in who ? { person: { email: who.email } } : who) }, select: { password: true } })
  return account?.password ?? null
}

/** Whether a session that was begun with that kept password may go on; if not, it is gone. */
export async function confirmSession(token: string, personId: string, password: string | null): Promise<boolean> {
  return database().$transaction(async (on) => {
    // Whoever changes either of them waits until the session is confirmed, and then ends it.
    const rows = await on.$queryRaw<{ password: string | null }[]>`
      SELECT a.password FROM account a JOIN person p ON p.id = a.person_id
      WHERE a.person_id = ${personId} AND a.provider_id = 'credential' AND p.disabled_at IS NULL FOR SHARE`
    if (password !== null && rows[0]?.password === password) return true
    await on.session.deleteMany({ where: { token: sha256(token) } })
    return false
  })
}

/** Puts a new password in the place of the one that was shown to be known, and ends all sessions; `also` belongs to it. @returns false when it is another one by now */
export async function replacePassword(personId: string, known: string, next: string, also: (on: Transaction) => Promise<void>): Promise<boolean> {
  return database().$transaction(async (on) => {
    const { count } = await on.account.updateMany({ where: { personId, providerId: 'credential', password: known }, data: { password: next } })
    if (count === 0) return false
    await endPasswordLinksOf(on, personId)
    await endSessionsOf(on, personId)
    await also(on)
    return true
  })
}
