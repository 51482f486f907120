// Every secret that a run of journeys uses, noted in a file as it is typed, set or shown, so that the run can end with a search for it.
import { appendFileSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import type { BrowserContext, Request, Response } from '@playwright/test'

/** The run's file; its set-up names it, and the processes of its workers inherit it. */
const FILE = 'ATOMERA_TEST_SECRETS'

export type UsedSecret = [kind: string, value: string]

/** Fields of a body that hold a secret. */
const SECRET_FIELDS = ['password', 'current', 'next', 'code', 'apiKey', 'token']
/** 32 bytes in base64url, which every key and every link carries. */
const DRAWN = /(?<![\w-])(?:atm_)?[\w-]{43}(?![\w-])/g
const READ_WITHIN_MS = 5_000
/** Where answers hold drawn things: neither scores nor hashes stand there. */
const SHOWS_SECRETS = /\/api\/v1\/(?!predictions|complexes|settings|events)/

export function beginNoting(file: string): void {
  process.env[FILE] = file
  appendFileSync(file, '')
}

function note(kind: string, value: string): void {
  appendFileSync(process.env[FILE] ?? '', `${JSON.stringify([kind, value])}\n`)
}

export const usedSecrets = (): UsedSecret[] => readFileSync(process.env[FILE] ?? '', 'utf8').split('\n').filter((line) => line !== '').map((line): UsedSecret => JSON.parse(line))

/** Notes from now on what the browser sends and is answered. @returns notes the sessions that it has, and waits for what is still being read */
export function noteSecretsOf(context: BrowserContext): () => Promise<void> {
  const reading: Promise<void>[] = []
  context.on('request', noteTyped)
  context.on('response', (response) => void reading.push(noteShown(response)))
  return async () => {
    for (const { name, value } of await context.cookies()) if (name.endsWith('atomera_session')) noteSession(value)
    // Of a page that was left, the browser may never hand the answer over, nor say that it will not.
    await Promise.race([Promise.all(reading), setTimeout(READ_WITHIN_MS, undefined, { ref: false })])
  }
}

/** The cookie's value: the token, and a signature after it. */
function noteSession(value: string): void {
  const [token = ''] = decodeURIComponent(value).split('.')
  note('a session', token)
}

function noteTyped(request: Request): void {
  if (request.method() === 'GET' || !request.url().includes('/api/v1/')) return
  const body: unknown = request.postDataJSON()
  for (const [name, value] of Object.entries(body ?? {})) if (SECRET_FIELDS.includes(name) && typeof value === 'string') note(`what was sent as ${name}`, value)
}

async function noteShown(response: Response): Promise<void> {
  if (response.request().method() === 'GET' || !SHOWS_SECRETS.test(response.url())) return
  for (const header of await response.headersArray().catch(() => [])) {
    if (header.name.toLowerCase() === 'set-cookie') noteSession(header.value.slice(header.value.indexOf('=') + 1).split(';')[0] ?? '')
  }
  // The browser no longer has the answer of a page that was left.
  const text = await response.text().catch(() => '')
  for (const [drawn] of text.matchAll(DRAWN)) note('what an answer showed once', drawn)
}
