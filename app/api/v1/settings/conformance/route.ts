// Conformance checks: the newest with their grades, and starting one, which costs GPU time.
import { StartCheck } from '@/lib/conformance/schema'
import { listChecks, startCheck } from '@/lib/conformance/service'
import { route } from '@/lib/door/route'

export const GET = route({ permission: 'settings:read' }, ({ actor }) => listChecks(actor))

export const POST = route({ permission: 'settings:change', body: StartCheck, status: 202 }, ({ actor, body }) => startCheck(actor, body))
