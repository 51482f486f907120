// A place in the list, as an opaque cursor: by which order, the last row's value in it, and its id. Pure.
import { z } from 'zod'
import { Problem } from '@/lib/errors'
import { orderText } from '@/lib/predictions/list-filters'
import type { Order, SortKey, SortValue } from '@/lib/predictions/list-order'

export type Place = { value: SortValue; id: string }

/** Postgres takes no NUL and no half of a surrogate pair. */
const Storable = z.string().max(400).regex(/^[^\u0000\p{Surrogate}]*$/u)
const Score = z.number().nullable()
const WholeNumber = z.int32()

const VALUES: Record<SortKey, z.ZodType<SortValue>> = {
  // Postgres knows no year 0.
  created: z.iso.datetime().regex(/^(?!0000)/),
  name: Storable,
  status: WholeNumber,
  confidence: Score,
  affinity: Score,
  probability: Score,
  tokens: WholeNumber,
}

export const encodePlace = (order: Order, { value, id }: Place): string => Buffer.from(JSON.stringify([orderText(order), value, id])).toString('base64url')

/** @throws Problem INVALID_REQUEST when the text is not a cursor that this list gave out in this order */
export function decodePlace(order: Order, cursor: string): Place {
  const read = z.tuple([z.literal(orderText(order)), VALUES[order.key], z.string().regex(/^\w{1,64}$/)]).safeParse(parsed(cursor))
  if (read.success) return { value: read.data[1], id: read.data[2] }
  throw new Problem('INVALID_REQUEST', 'The cursor is not one that this list gave out in this order. Begin again without a cursor.', [{ at: 'cursor', message: 'Not a cursor of this list.' }])
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}
