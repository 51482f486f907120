// One component of the Chemical Component Dictionary.
import { z } from 'zod'
import { findComponent } from '@/lib/complexes/components'
import { route } from '@/lib/door/route'
import { notFound } from '@/lib/errors'

export const GET = route({ permission: 'predictions:read', params: z.object({ code: z.string().max(8) }) }, async ({ params }) => {
  const component = findComponent(params.code)
  if (component === null) throw notFound('component')
  return component
})
