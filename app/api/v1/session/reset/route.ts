// Setting a new password with a link.
import { setNewPassword } from '@/lib/people/password-links'
import { SetNewPassword } from '@/lib/auth/schema'
import { openRoute } from '@/lib/door/route'

export const POST = openRoute({ body: SetNewPassword }, ({ caller, body }) => setNewPassword(caller, body))
