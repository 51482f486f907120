// The one table of problems that a request can end with: code, HTTP status, title. Pure.
import type { Complaint } from '@/lib/complexes/schema'

export const PROBLEMS = {
  INVALID_REQUEST: { status: 400, title: 'The request is not in the expected form' },
  INVALID_COMPLEX: { status: 422, title: 'The complex cannot be predicted as it is' },
  UNAUTHORISED: { status: 401, title: 'Not signed in' },
  FORBIDDEN: { status: 403, title: 'Not permitted' },
  FOREIGN_ORIGIN: { status: 403, title: 'The request came from another site' },
  FOREIGN_HOST: { status: 421, title: 'This address is not one of this server' },
  NOT_FOUND: { status: 404, title: 'Not found' },
  CONFLICT: { status: 409, title: 'That does not fit the present state' },
  IDEMPOTENCY_MISMATCH: { status: 409, title: 'This Idempotency-Key was used for another request' },
  TARGET_CHANGED: { status: 409, title: 'Predictions run somewhere else now' },
  TEAM_CHANGED: { status: 409, title: 'Another team is chosen now' },
  SETTINGS_CHANGED: { status: 409, title: 'Somebody else has changed the settings' },
  DOUBLE_BILLING: { status: 409, title: 'Running it again may be billed twice' },
  TOO_MANY_TRIES: { status: 429, title: 'Too many tries' },
  BUSY: { status: 503, title: 'The server is busy' },
  TOO_LARGE: { status: 413, title: 'The request is too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'Send JSON' },
  FILES_REMOVED: { status: 410, title: 'The files of this result were removed' },
  DAMAGED_FILE: { status: 500, title: 'The stored file is damaged' },
  INTERNAL: { status: 500, title: 'Something went wrong on the server' },
  UNAVAILABLE: { status: 503, title: 'The database cannot be used at the moment' },
} as const

export type ProblemCode = keyof typeof PROBLEMS

/** An end of a request that has words for the person; anything else that is thrown shows a request id only. */
export class Problem extends Error {
  override readonly name = 'Problem'

  constructor(
    readonly code: ProblemCode,
    /** What happened and what to do, in a sentence or two. */
    readonly detail: string,
    readonly complaints: Complaint[] = [],
  ) {
    super(`${code}: ${detail}`)
  }

  get status(): number {
    return PROBLEMS[this.code].status
  }
}

export const notFound = (what: string): Problem => new Problem('NOT_FOUND', `There is no such ${what}, or it belongs to another team.`)
