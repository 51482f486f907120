'use client'
// One way to call our own API from the browser: JSON in, JSON out, and every failure as a sentence a person can act on.

/** What `application/problem+json` carries. */
type Problem = { code?: string; title?: string; detail?: string; complaints?: { at: string; message: string }[] }

export class RequestProblem extends Error {
  constructor(
    readonly code: string,
    readonly httpStatus: number | null,
    message: string,
    readonly complaints: { at: string; message: string }[] = [],
  ) {
    super(message)
    this.name = 'RequestProblem'
  }
}

const OFFLINE = 'Atomera could not be reached. Check that it is running and that you are online, then try again.'

/** The server's own words, or what its status means when it sent none. */
export function problemFrom(httpStatus: number, body: Problem | null): RequestProblem {
  const words = [body?.title, body?.detail].filter((part, index, parts) => part && parts.indexOf(part) === index)
  const message = words.length > 0 ? words.join(' ') : `The server answered ${httpStatus} without saying why. Try again.`
  return new RequestProblem(body?.code ?? 'UNKNOWN', httpStatus, message, body?.complaints ?? [])
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, credentials: 'same-origin' })
  } catch (cause) {
    if (init.signal?.aborted) throw cause
    throw new RequestProblem('UNREACHABLE', null, OFFLINE)
  }
}

async function readProblem(response: Response): Promise<RequestProblem> {
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  if (!isJson) return problemFrom(response.status, null)
  const body: Problem | null = await response.json().catch(() => null)
  return problemFrom(response.status, body)
}

/** Calls the API and returns its JSON; null for an empty answer. Throws a RequestProblem. */
export async function requestJson<Answer>(
  url: string,
  options: { method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'; body?: unknown; signal?: AbortSignal } = {},
): Promise<Answer> {
  const hasBody = options.body !== undefined
  const response = await send(url, {
    method: options.method ?? 'GET',
    headers: hasBody ? { 'content-type': 'application/json', accept: 'application/json' } : { accept: 'application/json' },
    ...(hasBody ? { body: JSON.stringify(options.body) } : {}),
    ...(options.signal ? { signal: options.signal } : {}),
  })
  if (!response.ok) throw await readProblem(response)
  const text = await response.text()
  return text === '' ? null : JSON.parse(text)
}

/** Fetches a stored file as bytes. Throws a RequestProblem. */
export async function requestBytes(url: string, signal?: AbortSignal): Promise<ArrayBuffer> {
  const response = await send(url, signal ? { signal } : {})
  if (!response.ok) throw await readProblem(response)
  return response.arrayBuffer()
}

/** The sentence to show for anything that was thrown. */
export const problemWords = (thrown: unknown): string =>
  thrown instanceof RequestProblem ? thrown.message : 'Something went wrong in this page. Reload it and try again.'
