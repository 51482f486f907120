// Taking an invitation back.
import { IdParams } from '@/lib/door/params'
import { route } from '@/lib/door/route'
import { revokeInvitation } from '@/lib/people/invitations'

export const DELETE = route({ permission: 'members:manage', params: IdParams }, async ({ actor, params }) => {
  await revokeInvitation(actor, params.id)
  return new Response(null, { status: 204 })
})
