// Tags on many predictions at once.
import { route } from '@/lib/door/route'
import { tagPredictions } from '@/lib/predictions/annotate'
import { TagMany } from '@/lib/predictions/list-schema'

export const POST = route({ permission: 'predictions:change', body: TagMany }, ({ actor, body }) => tagPredictions(actor, body))
