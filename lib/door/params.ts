// The parts of a route's address. Pure.
import { z } from 'zod'

export const IdParams = z.object({ id: z.string().max(64) })
export const FileParams = IdParams.extend({ name: z.string().max(400) })
export const AttemptParams = IdParams.extend({ number: z.coerce.number().int().min(1).max(100_000) })
