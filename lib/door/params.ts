// The parts of a route's address. Pure.
import { z } from 'zod'

/** Postgres takes no NUL; an id or a name with one names nothing. */
const name = (most: number) => z.string().max(most).transform((text) => text.replaceAll('\u0000', '\ufffd'))

export const IdParams = z.object({ id: name(64) })
export const FileParams = IdParams.extend({ name: name(400) })
export const AttemptParams = IdParams.extend({ number: z.coerce.number().int().min(1).max(100_000) })
export const TeamMemberParams = IdParams.extend({ person: name(64) })
