// Invitations that are open, and making one.
import { route } from '@/lib/door/route'
import { invite, listInvitations } from '@/lib/people/invitations'
import { MakeInvitation } from '@/lib/people/schema'

export const GET = route({ permission: 'members:manage' }, async ({ actor }) => ({ items: await listInvitations(actor) }))

export const POST = route({ permission: 'members:manage', body: MakeInvitation, status: 201 }, ({ actor, body }) => invite(actor, body))
