// One member of the team that is shown: another role, or out of it.
import { IdParams } from '@/lib/door/params'
import { route } from '@/lib/door/route'
import { changeRole, removeMember } from '@/lib/people/members'
import { ChangeMember } from '@/lib/people/schema'

export const PATCH = route({ permission: 'members:manage', params: IdParams, body: ChangeMember }, async ({ actor, params, body }) => {
  await changeRole(actor, actor.teamId, params.id, body.role)
  return new Response(null, { status: 204 })
})

export const DELETE = route({ permission: 'members:manage', params: IdParams }, async ({ actor, params }) => {
  await removeMember(actor, actor.teamId, params.id)
  return new Response(null, { status: 204 })
})
