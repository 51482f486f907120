// Who is signed in, signing in, choosing the team whose work is shown, and signing out.
import { chooseTeam, signIn, signOut, viewSession } from '@/lib/auth/service'
import { ChooseTeam, SignIn } from '@/lib/auth/schema'
import { openRoute, route } from '@/lib/door/route'

export const GET = route({ permission: 'self:read' }, ({ identity }) => viewSession(identity))

export const POST = openRoute({ body: SignIn }, ({ caller, body }) => signIn(caller, body))

export const PATCH = route({ permission: 'self:change', body: ChooseTeam }, async ({ actor, body }) => {
  await chooseTeam(actor, body.teamId)
  return new Response(null, { status: 204 })
})

export const DELETE = route({ permission: 'self:change' }, ({ actor, caller }) => signOut(actor, caller))
