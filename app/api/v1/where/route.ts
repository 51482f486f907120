// Where predictions run now.
import { route } from '@/lib/door/route'
import { wherePredictionsRun } from '@/lib/predictions/where-they-run'

export const GET = route({ permission: 'predictions:read' }, () => wherePredictionsRun())
