// Whatever no other route answers under /api: a problem as JSON instead of a page.
import { withFixedHeaders } from '@/lib/door/fixed-headers'
import { problemResponse } from '@/lib/door/problem-response'
import { Problem } from '@/lib/errors'

const nothing = async (): Promise<Response> => withFixedHeaders(problemResponse(new Problem('NOT_FOUND', 'There is nothing at this address. The API is described at /api/v1/openapi.json.')))

export { nothing as GET, nothing as POST, nothing as PUT, nothing as PATCH, nothing as DELETE }
