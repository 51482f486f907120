// What a rule of retention would remove now; without one, what the rule that counts would.
import { route } from '@/lib/door/route'
import { previewRetention } from '@/lib/predictions/retention'
import { PreviewRetention } from '@/lib/predictions/retention-schema'

export const GET = route({ permission: 'settings:read', query: PreviewRetention }, ({ query }) => previewRetention(query))
