// A link by which somebody sets a new password.
import { makePasswordLink } from '@/lib/people/password-links'
import { IdParams } from '@/lib/door/params'
import { route } from '@/lib/door/route'

export const POST = route({ permission: 'people:resetPassword', params: IdParams, status: 201 }, ({ actor, params }) => makePasswordLink(actor, params.id))
