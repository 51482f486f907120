// What the invitation behind a link is, for whoever has the link. By POST, so that the token stands in no address.
import { identityOf } from '@/lib/door/request-actor'
import { openRoute } from '@/lib/door/route'
import { lookAtInvitation } from '@/lib/people/acceptance'
import { LookAtInvitation } from '@/lib/people/schema'

export const POST = openRoute({ body: LookAtInvitation }, async ({ caller, body }) => lookAtInvitation(caller, await identityOf(caller.headers), body.token))
