// Checks a complex without submitting it.
import { route } from '@/lib/door/route'
import { CheckComplex } from '@/lib/predictions/schema'
import { checkForSubmission } from '@/lib/predictions/service'

export const POST = route({ permission: 'predictions:submit', body: CheckComplex }, async ({ body }) => checkForSubmission(body))
