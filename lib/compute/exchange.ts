// One HTTP call as it went: an answer with its bytes, or a failure that says whether anything had left this machine.
import type { RawAnswer } from '@/lib/compute/raw-answer'

export type Exchange =
  /** `body` is all of a small answer and the first MB of a larger one, whose rest is in `raw` when it was asked for. */
  | { kind: 'answer'; httpStatus: number; contentType: string; retryAfterMs: number | null; body: Uint8Array; raw: RawAnswer }
  /** `bytesLeft` false proves that the endpoint has not seen the request; `isTls`: nobody vouches for who answered. */
  | { kind: 'failed'; bytesLeft: boolean; httpStatus: number | null; message: string; isTls?: boolean }

export const isSuccess = (httpStatus: number): boolean => httpStatus >= 200 && httpStatus < 300

export type JsonRead = { ok: true; value: unknown } | { ok: false }

/** The body as JSON. A body that is not JSON is an answer too (an edge's HTML page), so this does not throw. */
export function readJsonBody(body: Uint8Array): JsonRead {
  try {
    return { ok: true, value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) }
  } catch {
    return { ok: false }
  }
}

/** The first bytes of an error body as text; what is cut in the middle of a letter is shown as such. */
export const bodyText = (body: Uint8Array): string => new TextDecoder().decode(body.subarray(0, 64 * 1024))
