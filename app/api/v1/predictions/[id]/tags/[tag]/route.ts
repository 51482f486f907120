// One tag of one prediction: put on or taken off, as often as wished.
import { IdParams } from '@/lib/door/params'
import { route } from '@/lib/door/route'
import { tagPrediction } from '@/lib/predictions/annotate'
import { TagName } from '@/lib/predictions/list-schema'

const Params = IdParams.extend({ tag: TagName })

export const PUT = route({ permission: 'predictions:change', params: Params }, ({ actor, params }) => tagPrediction(actor, params.id, { add: [params.tag], remove: [] }))

export const DELETE = route({ permission: 'predictions:change', params: Params }, ({ actor, params }) => tagPrediction(actor, params.id, { add: [], remove: [params.tag] }))
