// Making and unmaking an admin, disabling and enabling an account.
import { IdParams } from '@/lib/door/params'
import { route } from '@/lib/door/route'
import { changePerson } from '@/lib/people/people'
import { ChangePerson } from '@/lib/people/schema'

export const PATCH = route({ permission: 'people:manage', params: IdParams, body: ChangePerson }, async ({ actor, params, body }) => {
  await changePerson(actor, params.id, body)
  return new Response(null, { status: 204 })
})
