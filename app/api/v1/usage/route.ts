// What the team used in the last weeks: predictions, failures, GPU seconds and their estimated cost.
import { route } from '@/lib/door/route'
import { ReadUsage } from '@/lib/usage/schema'
import { viewUsage } from '@/lib/usage/service'

export const GET = route({ permission: 'usage:read', query: ReadUsage }, ({ actor, query }) => viewUsage(actor, query))
