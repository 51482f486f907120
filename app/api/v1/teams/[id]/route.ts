// Another name for a team.
import { IdParams } from '@/lib/door/params'
import { route } from '@/lib/door/route'
import { NameTeam } from '@/lib/people/schema'
import { renameTeam } from '@/lib/people/teams'

export const PATCH = route({ permission: 'people:manage', params: IdParams, body: NameTeam }, async ({ actor, params, body }) => {
  await renameTeam(actor, params.id, body.name)
  return new Response(null, { status: 204 })
})
