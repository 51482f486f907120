'use client'
// One way to call our own API from the browser: JSON in, JSON out, and every failure as a sentence a person can act on.
import type { ProblemCode } from '@/lib/errors'
import { TEAM_HEADER } from '@/lib/shown-team'

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

/** Their titles are for programs: the detail says all, and reads oddly behind "Not permitted". */
const TITLES_LEFT_OUT: readonly ProblemCode[] = ['INVALID_REQUEST', 'UNAUTHORISED', 'FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'TEAM_CHANGED', 'TOO_MANY_TRIES', 'BUSY']

/** The server's own words, or what its status means when it sent none. */
export function problemFrom(httpStatus: number, body: Problem | null): RequestProblem {
  const detail = body?.detail ?? ''
  const saysAll = detail !== '' && TITLES_LEFT_OUT.some((code) => code === body?.code)
  const parts = [saysAll ? '' : (body?.title ?? ''), detail].filter((part) => part !== '')
  const words = [...new Set(parts)].map((part) => (/[.!?]$/.test(part) ? part : `${part}.`))
  const message = words.length > 0 ? words.join(' ') : `The server answered ${httpStatus} without saying why. Try again.`
  return new RequestProblem(body?.code ?? 'UNKNOWN', httpStatus, message, body?.complaints ?? [])
}

let shownTeam: string | null = null

/** Names the team that the page shows with every request from now on, so that what is changed in it is not changed in one chosen in another tab. null: names none. */
export function nameShownTeam(id: string | null): void {
  shownTeam = id
}

async function send(url: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers)
  if (shownTeam !== null) headers.set(TEAM_HEADER, shownTeam)
  try {
    return await fetch(url, { ...init, headers, credentials: 'same-origin' })
  } catch (cause) {
    if (init.signal?.aborted) throw cause
    throw new RequestProblem('UNREACHABLE', null, OFFLINE)
  }
}

const SIGNED_OUT = 'atomera:signed-out'

/** Calls back when the server no longer knows who is asking. @returns stops it */
export function onSignedOut(heard: () => void): () => void {
  window.addEventListener(SIGNED_OUT, heard)
  return () => window.removeEventListener(SIGNED_OUT, heard)
}

async function readProblem(response: Response): Promise<RequestProblem> {
  if (response.status === 401) window.dispatchEvent(new Event(SIGNED_OUT))
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  if (!isJson) return problemFrom(response.status, null)
  const body: Problem | null = await response.json().catch(() => null)
  return problemFrom(response.status, body)
}

/** Reads JSON of our API, which the server has typed by the same schemas. Throws a RequestProblem. */
export async function requestJson<Answer>(url: string, signal: AbortSignal): Promise<Answer> {
  const response = await send(url, { headers: { accept: 'application/json' }, signal })
  if (!response.ok) throw await readProblem(response)
  return response.json()
}

/** Whether an address would answer: its words if it refuses; the body of an answer is not read. Throws a RequestProblem. */
export async function demandAnswer(url: string): Promise<void> {
  const asking = new AbortController()
  const response = await send(url, { signal: asking.signal })
  if (!response.ok) throw await readProblem(response)
  asking.abort()
}

/** Whoever waits for `onSignedOut` hears of it if not. Any other trouble is told by what needs the answer. */
export const askWhetherSignedIn = (): Promise<void> => demandAnswer('/api/v1/session').catch(() => undefined)

/** Asks for a change. Its answer is not used: what follows is read again. Throws a RequestProblem. */
export async function requestChange(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, body: object = {}): Promise<void> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' }
  const response = await send(url, { method, headers, body: JSON.stringify(body) })
  if (!response.ok) throw await readProblem(response)
}

/** Sends JSON and reads the JSON answer, for requests whose answer matters. Throws a RequestProblem. */
export async function requestAnswer<Answer>(url: string, body: object, options: { method?: 'POST' | 'PATCH'; headers?: Record<string, string>; signal?: AbortSignal } = {}): Promise<Answer> {
  const headers = { 'content-type': 'application/json', accept: 'application/json', ...options.headers }
  const response = await send(url, { method: options.method ?? 'POST', headers, body: JSON.stringify(body), ...(options.signal ? { signal: options.signal } : {}) })
  if (!response.ok) throw await readProblem(response)
  return response.json()
}

/** Fetches a stored file as bytes. Throws a RequestProblem. */
export async function requestBytes(url: string, signal: AbortSignal): Promise<ArrayBuffer> {
  const response = await send(url, { signal })
  if (!response.ok) throw await readProblem(response)
  return response.arrayBuffer()
}

/** The sentence to show for anything that was thrown. */
export const problemWords = (thrown: unknown): string =>
  thrown instanceof RequestProblem ? thrown.message : 'Something went wrong in this page. Reload it and try again.'
