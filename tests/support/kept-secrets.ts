// What a running product keeps of the secrets that were used in it: its whole database and all its logs are searched. It says what and where, and never repeats what it found.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import pg from 'pg'
import { openDatabase } from '@/scripts/launcher/open-database'
import { openControl } from './control'
import { leaksIn, leaksInLogs, readLogs, secretsOf, type LogFile, type Secrets } from './log-leaks'
import type { Launch, UpFile } from './product'
import { usedSecrets } from './used-secrets'

const ROOT = path.resolve(import.meta.dirname, '../..')

type Product = UpFile & { dataDir: string; launch: Pick<Launch, 'words'> }

const secretIn = (dataDir: string, file: string): string => readFileSync(path.join(dataDir, file), 'utf8').trim()

/** @returns one line for each place that holds one; none where all is well */
export async function keptSecrets(product: Product): Promise<string[]> {
  const { url, close } = await openDatabase(ROOT, product.dataDir)
  try {
    const secrets = await secretsOfRun(product, url)
    return [...leaksInLogs(logsOf(product), secrets), ...(await leaksInDatabase(url, secrets, product.apiKey))]
  } finally {
    await close()
  }
}

/** The console has what the server logs when LOG_LEVEL asks for much; the set-up code, and the way in for programs, stand in it because they are for whoever started it. */
function logsOf({ dataDir, launch }: Product): LogFile[] {
  const code = secretIn(dataDir, 'setup-code')
  const logs = [...readLogs(path.join(dataDir, 'logs')), { name: 'the console', text: launch.words().replaceAll(code, '') }]
  if (!logs.some(({ text }) => text.includes('"msg":"request"'))) throw new Error('No request stands in any log: start the product with LOG_LEVEL=debug.')
  return logs
}

async function secretsOfRun({ dataDir, apiKey }: Product, databaseUrl: string): Promise<Secrets> {
  const noted = usedSecrets()
  // Nothing is found of what was not noted.
  if (!noted.some(([kind]) => kind === 'a session')) throw new Error('No session was noted in the whole run: the search would find nothing.')
  const { known, tokens } = await secretsOf({ databaseUrl, control: openControl(dataDir), keyEncryptionKey: secretIn(dataDir, 'key-encryption-key'), sequences: [] })
  // A sequence belongs into the database, and a sealed key is there sealed.
  const ofProduct = known.filter(([kind]) => kind !== 'a sequence' && kind !== 'a sealed key')
  const all: Secrets['known'] = [...ofProduct, ['the demo\'s API key', apiKey], ['the set-up code', secretIn(dataDir, 'setup-code')], ...noted]
  return { known: all.filter(([, value]) => value.length >= 8), tokens }
}

async function leaksInDatabase(url: string, secrets: Secrets, apiKey: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const tables = (await client.query<{ name: string }>("SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'")).rows
    const places: string[] = []
    let sawHash = false
    for (const { name } of tables) {
      for (const row of (await client.query<Record<string, unknown>>(`SELECT * FROM "${name}"`)).rows) {
        for (const [column, value] of Object.entries(row)) {
          const text = textOf(value)
          sawHash ||= text === createHash('sha256').update(apiKey).digest('hex')
          places.push(...leaksIn(text, secrets).map((leak) => `${name}.${column} holds ${leak}`))
        }
      }
    }
    if (!sawHash) throw new Error('The hash of the demo\'s key stands nowhere: what was searched is not the database of this product.')
    return [...new Set(places)]
  } finally {
    await client.end()
  }
}

const isPacked = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/** What is stored packed is unpacked. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (Buffer.isBuffer(value)) return (isPacked(value) ? gunzipSync(value) : value).toString('latin1')
  return JSON.stringify(value) ?? ''
}
