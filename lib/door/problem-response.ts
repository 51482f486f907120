import 'server-only'
// Every failure of a request as application/problem+json. What is not a Problem shows a request id and nothing else.
import { ZodError } from 'zod'
import { newId } from '@/lib/crypto'
import { isPassingTrouble } from '@/lib/database-trouble'
import { PROBLEMS, Problem } from '@/lib/errors'
import { complaintsOfIssues, sentenceOf } from '@/lib/door/request-words'
import { log } from '@/lib/log'
import { rememberFault } from '@/lib/recent-faults'

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof ZodError) {
    const complaints = complaintsOfIssues(error.issues)
    return new Problem('INVALID_REQUEST', complaints.map(sentenceOf).join(' '), complaints)
  }
  const requestId = newId('req')
  rememberFault({ requestId, at: new Date(), passing: isPassingTrouble(error) })
  log.error({ requestId, error: error instanceof Error ? { message: error.message, stack: error.stack } : String(error) }, 'a request failed')
  if (isPassingTrouble(error)) return new Problem('UNAVAILABLE', `The database does not answer, or cannot take this now. Try again in a moment; if it lasts, look at the server's log for ${requestId}.`)
  return new Problem('INTERNAL', `The server's log says more under ${requestId}.`)
}

export function problemResponse(error: unknown): Response {
  const problem = asProblem(error)
  const { status, title } = PROBLEMS[problem.code]
  const body = { type: 'about:blank', status, code: problem.code, title, detail: problem.detail, complaints: problem.complaints }
  return Response.json(body, { status, headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' } })
}
