// The first account of an installation, for whoever has the code that the console shows.
import { setUp } from '@/lib/auth/service'
import { SetUp } from '@/lib/auth/schema'
import { openRoute } from '@/lib/door/route'

export const POST = openRoute({ body: SetUp }, ({ caller, body }) => setUp(caller, body))
