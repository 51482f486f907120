// Everybody who has or had an account here.
import { route } from '@/lib/door/route'
import { listPeople } from '@/lib/people/people'

export const GET = route({ permission: 'people:manage' }, async () => ({ items: await listPeople() }))
