// Searches the logs of a data folder for everything that must never stand in one. A find is told by kind and file, never by its value.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { expect } from 'vitest'
import type { Control } from './control'
import { KEY_ENCRYPTION_KEY } from './process'

type Secret = { kind: string; value: string }
type Known = {
  dataDir: string
  databaseUrl: string
  control: Control
  /** Sequences that were submitted, and anything else that this test knows to be secret. */
  sequences: string[]
  others?: Secret[]
}

/** With LOG_LEVEL=debug, so that as much as can be is logged. */
export async function expectNoSecretsInLogs(known: Known): Promise<void> {
  const secrets = await secretsOf(known)
  expect(secrets.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['API key', 'key-encryption key', 'webhook token', 'sequence']))
  const folder = path.join(known.dataDir, 'logs')
  const logs = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
  const texts = logs.map((file) => ({ file: path.basename(file), text: readFileSync(file, 'utf8') }))
  // Nothing is found in what logs nothing.
  expect(texts.some(({ text }) => text.includes('"endpoint call"'))).toBe(true)
  const finds = texts.flatMap(({ file, text }) => secrets.filter(({ value }) => text.includes(value)).map(({ kind }) => `${kind} in ${file}`))
  expect([...new Set(finds)]).toEqual([])
}

async function secretsOf({ dataDir, databaseUrl, control, sequences, others = [] }: Known): Promise<Secret[]> {
  const endpoint = JSON.parse(readFileSync(path.join(dataDir, 'local-endpoint', 'endpoint.json'), 'utf8')) as { apiKey: string; controlToken: string }
  const keyBytes = Buffer.from(KEY_ENCRYPTION_KEY, 'base64')
  const sent = (await control.requests()).filter(({ route }) => route === 'run').flatMap(({ body }) => secretsOfRun(body))
  return [
    { kind: 'API key', value: endpoint.apiKey },
    { kind: 'control token', value: endpoint.controlToken },
    { kind: 'database password', value: decodeURIComponent(new URL(databaseUrl).password) },
    ...(['base64', 'base64url', 'hex'] as const).map((form) => ({ kind: 'key-encryption key', value: keyBytes.toString(form) })),
    ...(await sealedKeys(databaseUrl)).map((value) => ({ kind: 'sealed key', value })),
    ...sequences.map((value) => ({ kind: 'sequence', value })),
    ...sent,
    ...others,
  ].filter(({ value }) => value.length >= 8)
}

function secretsOfRun(body: string): Secret[] {
  const token = /"webhook":"[^"]*\/([^"/]+)"/.exec(body)?.[1]
  const yaml = /"input_yaml":"([^"]+)"/.exec(body)?.[1]
  return [...(token === undefined ? [] : [{ kind: 'webhook token', value: token }]), ...(yaml === undefined ? [] : [{ kind: 'sequence', value: yaml }])]
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
