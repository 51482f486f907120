// What an invitation still opens, and for whom. Pure.
import { Problem } from '@/lib/errors'
import type { InvitationLook } from '@/lib/people/schema'

export type InvitationStanding = {
  expiresAt: Date
  acceptedAt: Date | null
  revokedAt: Date | null
  /** Whether the inviter still may: enabled, and an admin or a lead of that team. */
  mayInvite: boolean
}

/** Why it opens nothing any more, with what to do; null while it is open. */
export function closedWords({ expiresAt, acceptedAt, revokedAt, mayInvite }: InvitationStanding, now: Date): string | null {
  if (acceptedAt !== null) return 'This invitation was accepted already: it works once. If it was you, sign in; if not, ask for a new one.'
  if (revokedAt !== null) return 'This invitation was taken back. Ask for a new one.'
  if (expiresAt.getTime() <= now.getTime()) return 'This invitation has run out: it works for 7 days. Ask for a new one.'
  if (!mayInvite) return 'Whoever made this invitation may not invite into this team any more. Ask a lead of the team or an admin for a new one.'
  return null
}

const UNKNOWN = 'This link opens nothing: it was cut off when it was copied, or is not one of this installation. Ask for a new one.'

/** @throws Problem NOT_FOUND for none, CONFLICT for one that is over */
export function demandOpen<Invitation extends InvitationStanding>(invitation: Invitation | null, now: Date): Invitation {
  if (invitation === null) throw new Problem('NOT_FOUND', UNKNOWN)
  const closed = closedWords(invitation, now)
  if (closed !== null) throw new Problem('CONFLICT', closed)
  return invitation
}

type Who = { email: string; isMember: boolean } | null

/** @param named the address that the invitation is for, and whether it has an account; null for an open link */
export function wayToAccept(named: { email: string; hasAccount: boolean } | null, who: Who): InvitationLook['way'] {
  if (who === null) return named?.hasAccount === true ? 'signInFirst' : 'newAccount'
  if (who.isMember) return 'member'
  return named !== null && named.email !== who.email ? 'otherAddress' : 'signedIn'
}
