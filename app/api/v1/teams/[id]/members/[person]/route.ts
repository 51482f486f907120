// Somebody in any team: put into it, another role, out of it.
import { TeamMemberParams } from '@/lib/door/params'
import { route } from '@/lib/door/route'
import { changeRole, putIntoTeam, removeMember } from '@/lib/people/members'
import { ChangeMember } from '@/lib/people/schema'

const done = (): Response => new Response(null, { status: 204 })

export const PUT = route({ permission: 'people:manage', params: TeamMemberParams, body: ChangeMember }, async ({ actor, params, body }) => {
  await putIntoTeam(actor, params.id, params.person, body.role)
  return done()
})

export const PATCH = route({ permission: 'people:manage', params: TeamMemberParams, body: ChangeMember }, async ({ actor, params, body }) => {
  await changeRole(actor, params.id, params.person, body.role)
  return done()
})

export const DELETE = route({ permission: 'people:manage', params: TeamMemberParams }, async ({ actor, params }) => {
  await removeMember(actor, params.id, params.person)
  return done()
})
