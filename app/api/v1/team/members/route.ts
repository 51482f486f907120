// Who is in the team that is shown.
import { route } from '@/lib/door/route'
import { listMembers } from '@/lib/people/members'

export const GET = route({ permission: 'members:read' }, async ({ actor }) => ({ items: await listMembers(actor) }))
