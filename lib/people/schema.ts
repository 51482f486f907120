// Members, invitations, people and teams, as the API shows and takes them. Pure.
import { z } from 'zod'
import { TEAM_ROLES } from '@/lib/access/permissions'
import { Email, HandedOutLink, LinkToken, MemberRole, NewPassword } from '@/lib/auth/schema'
import { PersonName, TeamName } from '@/lib/teams/schema'

const Role = z.enum(TEAM_ROLES)

export const MemberView = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().nullable().describe('null: for those who manage the members'),
  role: Role,
  isAdmin: z.boolean(),
  isDemo: z.boolean(),
  isDisabled: z.boolean(),
})
export type MemberView = z.infer<typeof MemberView>
export const MemberList = z.object({ items: z.array(MemberView) })

export const ChangeMember = z.strictObject({ role: MemberRole })

export const InvitationView = z.object({
  id: z.string(),
  team: z.object({ id: z.string(), name: z.string() }),
  role: Role,
  email: z.string().nullable().describe('null: an open link'),
  invitedBy: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
})
export type InvitationView = z.infer<typeof InvitationView>
export const InvitationList = z.object({ items: z.array(InvitationView) })

export const MakeInvitation = z.strictObject({
  role: MemberRole,
  email: Email.nullish().describe('Then only this address can accept; left out: whoever has the link'),
  teamId: z.string().max(64).optional().describe('Another team than the one that is shown; for admins'),
})
export type MakeInvitation = z.infer<typeof MakeInvitation>

export const MadeInvitation = HandedOutLink.extend({ invitation: InvitationView })
export type MadeInvitation = z.infer<typeof MadeInvitation>

export const LookAtInvitation = z.strictObject({ token: LinkToken })

/** How whoever looks can accept. `signInFirst` is told of the address that the invitation names, and of no other. */
const WAYS = ['newAccount', 'signedIn', 'signInFirst', 'otherAddress', 'member'] as const

export const InvitationLook = z.object({
  teamName: z.string(),
  role: Role,
  email: z.string().nullable(),
  invitedBy: z.string(),
  expiresAt: z.iso.datetime(),
  way: z.enum(WAYS),
  signedInAs: z.object({ name: z.string(), email: z.string() }).nullable(),
})
export type InvitationLook = z.infer<typeof InvitationLook>

/** Somebody who is signed in gives the token alone. */
export const AcceptInvitation = z.strictObject({ token: LinkToken, name: PersonName.optional(), email: Email.optional(), password: NewPassword.optional() })
export type AcceptInvitation = z.infer<typeof AcceptInvitation>

export const PersonView = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  isAdmin: z.boolean(),
  isDemo: z.boolean(),
  disabledAt: z.iso.datetime().nullable(),
  lastSeenAt: z.iso.datetime().nullable().describe('By session, key or deed, to within an hour; null: never'),
  teams: z.array(z.object({ id: z.string(), name: z.string(), role: Role })),
})
export type PersonView = z.infer<typeof PersonView>
export const PersonList = z.object({ items: z.array(PersonView) })

export const ChangePerson = z.strictObject({ isAdmin: z.boolean().optional(), isDisabled: z.boolean().optional() })
export type ChangePerson = z.infer<typeof ChangePerson>

export const TeamView = z.object({ id: z.string(), name: z.string(), createdAt: z.iso.datetime(), members: z.int(), leads: z.int().describe('Of those that are not disabled'), predictions: z.int() })
export type TeamView = z.infer<typeof TeamView>
export const TeamList = z.object({ items: z.array(TeamView) })
export const NameTeam = z.strictObject({ name: TeamName })
