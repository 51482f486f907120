// A place in the list, as an opaque cursor: the last row's moment and id. Pure.
import { Problem } from '@/lib/errors'

export const encodePlace = (row: { createdAt: Date; id: string }): string => base64Url(`${row.createdAt.toISOString()} ${row.id}`)

/** @throws Problem INVALID_REQUEST when the text is not a cursor of ours */
export function decodePlace(cursor: string): { createdAt: Date; id: string } {
  const [moment, id, ...rest] = plain(cursor).split(' ')
  const createdAt = new Date(moment ?? '')
  if (id === undefined || !/^\w{1,64}$/.test(id) || rest.length > 0 || Number.isNaN(createdAt.getTime())) {
    throw new Problem('INVALID_REQUEST', 'The cursor is not one that this list gave out. Begin again without a cursor.', [{ at: 'cursor', message: 'Not a cursor of this list.' }])
  }
  return { createdAt, id }
}

const base64Url = (text: string): string => btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

function plain(cursor: string): string {
  try {
    return atob(cursor.replaceAll('-', '+').replaceAll('_', '/'))
  } catch {
    return ''
  }
}
