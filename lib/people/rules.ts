// What may not be done to a person, and what has to be done first: the last admin and the last lead of a team stay, demo people are as they are. Pure.
import type { TeamRole } from '@/lib/access/permissions'
import { notFound, Problem } from '@/lib/errors'

export type Membership = { teamId: string; teamName: string; role: TeamRole; /** Leads of the team besides this person, as far as they are not disabled. */ otherLeads: number }

/** A person with what the rules ask about, as it is while nobody else can change it. */
export type Standing = {
  id: string
  name: string
  isAdmin: boolean
  isDemo: boolean
  isDisabled: boolean
  /** Admins besides this person, as far as they are neither disabled nor of the demo. */
  otherAdmins: number
  memberships: readonly Membership[]
}

const conflict = (words: string): Problem => new Problem('CONFLICT', words)

function demandReal({ name, isDemo }: Standing): void {
  if (isDemo) throw conflict(`${name} belongs to the demo, whose people stay as they are. Set the installation up; then invite people of your own.`)
}

/** Somebody who is disabled leads nothing, and can go. */
function demandOtherLead({ name, isDisabled }: Standing, { role, teamName, otherLeads }: Membership): void {
  if (role === 'lead' && !isDisabled && otherLeads === 0) throw conflict(`${name} is the only lead of “${teamName}”. Make another member a lead first; where there is none, an admin puts somebody into the team as lead, or themselves.`)
}

function demandOtherAdmin({ name, isAdmin, isDisabled, otherAdmins }: Standing): void {
  if (isAdmin && !isDisabled && otherAdmins === 0) throw conflict(`${name} is the only admin. Make somebody else an admin first.`)
}

/** @throws Problem NOT_FOUND when the person is not in the team */
export function membershipIn({ memberships }: Standing, teamId: string): Membership {
  const own = memberships.find((one) => one.teamId === teamId)
  if (own === undefined) throw notFound('member')
  return own
}

export function demandRoleChange(person: Standing, teamId: string, role: TeamRole): void {
  const own = membershipIn(person, teamId)
  demandReal(person)
  if (role !== 'lead') demandOtherLead(person, own)
}

export function demandRemoval(person: Standing, teamId: string): void {
  const own = membershipIn(person, teamId)
  demandReal(person)
  demandOtherLead(person, own)
}

export function demandNewMember(person: Standing, teamName: string, teamId: string): void {
  demandReal(person)
  if (person.memberships.some((one) => one.teamId === teamId)) throw conflict(`${person.name} is in “${teamName}” already.`)
}

export function demandAdminChange(person: Standing, isAdmin: boolean): void {
  demandReal(person)
  if (!isAdmin) demandOtherAdmin(person)
}

/** @param byId who does it */
export function demandDisabling(person: Standing, byId: string): void {
  demandReal(person)
  if (person.id === byId) throw conflict('You cannot disable yourself. Another admin can.')
  demandOtherAdmin(person)
  for (const own of person.memberships) demandOtherLead(person, own)
}

export const demandEnabling = demandReal
