import 'server-only'
// Invitations as rows: kept by the sha256 of their token, open for a week, used once.
import type { TeamRole } from '@/lib/access/permissions'
import { DAY, later } from '@/lib/clock'
import { newId, newToken, sha256 } from '@/lib/crypto'
import { database, databaseNow, type Transaction } from '@/lib/db'
import { Prisma } from '@/lib/generated/prisma/client'
import type { InvitationStanding } from '@/lib/people/invitation-state'
import type { InvitationView } from '@/lib/people/schema'
import { roleOf } from '@/lib/people/standing-store'

const INVITATION_LIFE_MS = 7 * DAY

const PARTS = {
  id: true, role: true, email: true, createdAt: true, expiresAt: true, acceptedAt: true, revokedAt: true,
  team: { select: { id: true, name: true } },
  invitedBy: { select: { id: true, name: true, isAdmin: true, disabledAt: true, memberships: { where: { role: 'lead' }, select: { teamId: true } } } },
} as const satisfies Prisma.InvitationSelect

type Row = Prisma.InvitationGetPayload<{ select: typeof PARTS }>

function known({ role, invitedBy: { id, name, isAdmin, disabledAt, memberships }, ...row }: Row): KnownInvitation {
  const mayInvite = disabledAt === null && (isAdmin || memberships.some(({ teamId }) => teamId === row.team.id))
  return { ...row, role: roleOf(role), invitedBy: { id, name }, mayInvite }
}

export type KnownInvitation = InvitationStanding & {
  id: string; role: TeamRole; email: string | null; createdAt: Date
  team: { id: string; name: string }
  invitedBy: { id: string; name: string }
}

export const viewOf = ({ id, team, role, email, invitedBy, createdAt, expiresAt }: KnownInvitation): InvitationView =>
  ({ id, team, role, email, invitedBy: invitedBy.name, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() })

type NewInvitation = { teamId: string; role: TeamRole; email: string | null; invitedById: string; at: Date }

/** @returns it, and the token that is nowhere else */
export async function writeInvitation(on: Transaction, { at, ...given }: NewInvitation): Promise<{ invitation: KnownInvitation; token: string }> {
  const token = newToken()
  const row = await on.invitation.create({ data: { ...given, id: newId('inv'), tokenHash: sha256(token), createdAt: at, expiresAt: later(at, INVITATION_LIFE_MS) }, select: PARTS })
  return { invitation: known(row), token }
}

export async function readOpenInvitations(teamId: string | null): Promise<InvitationView[]> {
  const rows = await database().invitation.findMany({
    where: { acceptedAt: null, revokedAt: null, expiresAt: { gt: await databaseNow() }, ...(teamId !== null && { teamId }) },
    select: PARTS,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
  })
  return rows.map(known).filter(({ mayInvite }) => mayInvite).map(viewOf)
}

export async function findInvitation(which: { id: string } | { token: string }, on: Transaction = database()): Promise<KnownInvitation | null> {
  const row = await on.invitation.findUnique({ where: 'id' in which ? { id: which.id } : { tokenHash: sha256(which.token) }, select: PARTS })
  return row && known(row)
}

/** As `findInvitation`; nobody else uses it or takes it back until the transaction ends. */
export async function holdInvitation(on: Transaction, which: { id: string } | { token: string }): Promise<KnownInvitation | null> {
  if ('id' in which) await on.$queryRaw`SELECT 1 FROM invitation WHERE id = ${which.id} FOR UPDATE`
  else await on.$queryRaw`SELECT 1 FROM invitation WHERE token_hash = ${sha256(which.token)} FOR UPDATE`
  return findInvitation(which, on)
}

export const writeRevoked = async (on: Transaction, id: string, at: Date): Promise<void> => void (await on.invitation.update({ where: { id }, data: { revokedAt: at } }))

export const writeAccepted = async (on: Transaction, id: string, acceptedById: string, at: Date): Promise<void> =>
  void (await on.invitation.update({ where: { id }, data: { acceptedById, acceptedAt: at } }))

export async function isMember(teamId: string, who: { email: string } | { id: string }): Promise<boolean> {
  return (await database().membership.count({ where: { teamId, person: who } })) > 0
}

export const hasAccount = async (email: string): Promise<boolean> => (await database().person.count({ where: { email } })) > 0
