// Coming in by an invitation, with a new account or the one that is signed in.
import { identityOf } from '@/lib/door/request-actor'
import { openRoute } from '@/lib/door/route'
import { acceptInvitation } from '@/lib/people/acceptance'
import { AcceptInvitation } from '@/lib/people/schema'

export const POST = openRoute({ body: AcceptInvitation }, async ({ caller, body }) => acceptInvitation(caller, await identityOf(caller.headers), body))
