// A place in the audit, as an opaque cursor: moment and number of the last line of a page. Pure.
import { z } from 'zod'
import { Problem } from '@/lib/errors'

export type AuditPlace = { at: string; id: bigint }

/** Postgres knows no year 0. */
const Given = z.tuple([z.iso.datetime().regex(/^(?!0000)/), z.string().regex(/^\d{1,18}$/)])

export const encodeAuditPlace = ({ at, id }: AuditPlace): string => Buffer.from(JSON.stringify([at, String(id)])).toString('base64url')

/** null when the text is not a cursor of the audit. */
export function auditPlaceIn(cursor: string): AuditPlace | null {
  const read = Given.safeParse(parsed(cursor))
  return read.success ? { at: read.data[0], id: BigInt(read.data[1]) } : null
}

/** @throws Problem INVALID_REQUEST when the text is not a cursor of the audit */
export function decodeAuditPlace(cursor: string): AuditPlace {
  const place = auditPlaceIn(cursor)
  if (place !== null) return place
  throw new Problem('INVALID_REQUEST', 'The cursor is not one that the audit gave out. Begin again without a cursor.', [{ at: 'cursor', message: 'Not a cursor of the audit.' }])
}

function parsed(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}
