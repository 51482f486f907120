// Signing in as one of the demo team, on this machine and before there is a real account.
import { signInDemo } from '@/lib/auth/service'
import { SignInDemo } from '@/lib/auth/schema'
import { openRoute } from '@/lib/door/route'

export const POST = openRoute({ body: SignInDemo }, ({ caller, body }) => signInDemo(caller, body.role))
