// The settings of this installation: what they are and where they come from, and changing them.
import { route } from '@/lib/door/route'
import { ChangeSettings } from '@/lib/settings/schema'
import { changeSettings, viewSettings } from '@/lib/settings/service'

export const GET = route({ permission: 'settings:read' }, () => viewSettings())

export const PATCH = route({ permission: 'settings:change', body: ChangeSettings }, ({ actor, body }) => changeSettings(actor, body))
