// The Idempotency-Key header of a request. Refuses one that is empty, too long or not visible ASCII. Pure.
import { Problem } from '@/lib/errors'

const KEY = /^[\x21-\x7e]{1,200}$/

export function idempotencyKey(request: Request): string | null {
  const key = request.headers.get('idempotency-key')
  if (key === null || KEY.test(key)) return key
  throw new Problem('INVALID_REQUEST', 'Idempotency-Key must be 1 to 200 visible ASCII characters without spaces.', [{ at: 'Idempotency-Key', message: 'Not a usable key.' }])
}
