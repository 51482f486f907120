// Looks for keys, tokens and sequences in everything that was logged. It says what and where, and never repeats what it found.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import type { Control } from './control'

export type Secrets = {
  /** What to call it, and the text itself. */
  known: [string, string][]
  /** Webhook tokens; all of one length. */
  tokens: Set<string>
}

type Known = {
  databaseUrl: string
  control: Control
  /** In base64. */
  keyEncryptionKey: string
  /** Sequences that were submitted, and any other text of people. */
  sequences: readonly string[]
}

/** All that a running product keeps to itself. */
export async function secretsOf({ databaseUrl, control, keyEncryptionKey, sequences }: Known): Promise<Secrets> {
  const keyBytes = Buffer.from(keyEncryptionKey, 'base64')
  const jobs = await control.call<{ webhook: string | null }[]>('GET', 'jobs')
  const sent = (await control.requests()).flatMap(({ route, body }) => (route === 'run' ? [/"input_yaml":"([^"]+)"/.exec(body)?.[1] ?? ''] : []))
  const known: [string, string][] = [
    ['an API key', control.apiKey],
    ['the control token', control.controlToken],
    ['the database\'s password', decodeURIComponent(new URL(databaseUrl).password)],
    ...(['base64', 'base64url', 'hex'] as const).map((form): [string, string] => ['the key-encryption key', keyBytes.toString(form)]),
    ...(await sealedKeys(databaseUrl)).map((value): [string, string] => ['a sealed key', value]),
    ...[...sequences, ...sent].map((value): [string, string] => ['a sequence', value]),
  ]
  return {
    // A short password is part of many words.
    known: known.filter(([, value]) => value.length >= 8),
    tokens: new Set(jobs.flatMap(({ webhook }) => (webhook === null ? [] : [tokenOf(webhook)]))),
  }
}

async function sealedKeys(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    return (await client.query<{ key: string }>('SELECT sealed_key AS key FROM endpoint WHERE sealed_key IS NOT NULL')).rows.map(({ key }) => key)
  } finally {
    await client.end()
  }
}

/** The token is the last part of the address that the endpoint calls. */
export const tokenOf = (webhook: string): string => new URL(webhook).pathname.split('/').at(-1) ?? ''

const RUN_OF_TOKEN_CHARACTERS = /[A-Za-z0-9_-]{32,}/g

/** Tokens by length, so that each run of characters is looked up instead of searched for each token. */
function holdsToken(text: string, tokens: Set<string>): boolean {
  const lengths = [...new Set([...tokens].map((token) => token.length))]
  for (const [run] of text.matchAll(RUN_OF_TOKEN_CHARACTERS)) {
    for (const length of lengths) {
      for (let at = 0; at + length <= run.length; at += 1) if (tokens.has(run.slice(at, at + length))) return true
    }
  }
  return false
}

export function leaksIn(text: string, { known, tokens }: Secrets): string[] {
  const named = new Set(known.filter(([, secret]) => text.includes(secret)).map(([name]) => name))
  return holdsToken(text, tokens) ? [...named, 'a webhook token'] : [...named]
}

export type LogFile = { name: string; text: string }

export const readLogs = (folder: string): LogFile[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => ({ name: entry.name, text: readFileSync(path.join(entry.parentPath, entry.name), 'utf8') }))

/** Every log, with what it must not hold. */
export const leaksInLogs = (logs: LogFile[], secrets: Secrets): string[] => logs.flatMap(({ name, text }) => leaksIn(text, secrets).map((leak) => `${name} holds ${leak}`))
