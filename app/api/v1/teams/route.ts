// All teams of the installation, and making one.
import { route } from '@/lib/door/route'
import { NameTeam } from '@/lib/people/schema'
import { listTeams, makeTeam } from '@/lib/people/teams'

export const GET = route({ permission: 'people:manage' }, async () => ({ items: await listTeams() }))

export const POST = route({ permission: 'people:manage', body: NameTeam, status: 201 }, ({ actor, body }) => makeTeam(actor, body.name))
