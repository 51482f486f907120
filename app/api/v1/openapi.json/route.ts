// The description of this API.
import { route } from '@/lib/door/route'
import { openApiDocument } from '@/lib/api/openapi'
import { version } from '@/package.json'

export const GET = route({ permission: 'predictions:read' }, async () => openApiDocument(version))
