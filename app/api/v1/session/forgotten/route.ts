// Asking for a link to set a new password, where mail is sent. The answer is the same whether there is such an account or not.
import { askForPasswordLink } from '@/lib/people/password-links'
import { AskForPasswordLink } from '@/lib/auth/schema'
import { openRoute } from '@/lib/door/route'

export const POST = openRoute({ body: AskForPasswordLink }, async ({ caller, body }) => {
  await askForPasswordLink(caller, body.email)
  return new Response(null, { status: 202 })
})
