// Changing one's own password; all other sessions end with the old one.
import { changePassword } from '@/lib/auth/service'
import { ChangePassword } from '@/lib/auth/schema'
import { route } from '@/lib/door/route'

export const POST = route({ permission: 'self:change', body: ChangePassword }, ({ actor, body }) => changePassword(actor, body))
