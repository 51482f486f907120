// What the list of predictions can be narrowed to: people and tags.
import { route } from '@/lib/door/route'
import { listChoices } from '@/lib/predictions/service'

export const GET = route({ permission: 'predictions:read' }, ({ actor }) => listChoices(actor))
