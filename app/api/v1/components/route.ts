// Searches the Chemical Component Dictionary by code and name.
import { z } from 'zod'
import { searchComponents } from '@/lib/complexes/components'
import { route } from '@/lib/door/route'

const Query = z.object({ q: z.string().trim().max(80), limit: z.coerce.number().int().min(1).max(50).default(12) })

export const GET = route({ permission: 'predictions:read', query: Query }, async ({ query }) => ({ items: query.q === '' ? [] : searchComponents(query.q, query.limit) }))
