// Who can sign in after a start: accounts where there are some, else the demo team of this machine, and a code with which the first account is made.
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import type { EnvValues } from '@/lib/env-schema'
import { isLoopback } from '@/lib/private-host'

export type FirstPeople = {
  /** There is a real account. */
  isSetUp: boolean
  demoKey: string | null
  /** null: there is nothing to set up any more. */
  setupCode: string | null
}

const CODE_ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz'

/** 14 characters of about 5 bits, in groups that are easily typed. */
function drawCode(): string {
  const letters = Array.from(randomBytes(14), (byte) => CODE_ALPHABET.charAt(byte % CODE_ALPHABET.length)).join('')
  return `${letters.slice(0, 5)}-${letters.slice(5, 10)}-${letters.slice(10)}`
}

/** The same code at each start, until it was used. */
function setupCode(folder: string): string {
  const file = path.join(folder, 'setup-code')
  if (!existsSync(file)) writeFileSync(file, `${drawCode()}\n`, { mode: 0o600, flag: 'wx' })
  return readFileSync(file, 'utf8').trim()
}

async function hasAccounts(databaseUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    return (await client.query('SELECT 1 FROM installation')).rows.length > 0
  } finally {
    await client.end()
  }
}

/** A name for others means that others come, perhaps by a proxy that adds no header. */
export const isForThisMachine = (publicUrl: string | undefined): boolean => !publicUrl || (URL.canParse(publicUrl) && isLoopback(new URL(publicUrl).hostname))

/** `mayDemo`: the server is for this machine alone, and nobody asked for a start without the demo. */
export async function firstPeople(settings: EnvValues, databaseUrl: string, folder: string, mayDemo: boolean): Promise<FirstPeople> {
  if (await hasAccounts(databaseUrl)) return { isSetUp: true, demoKey: null, setupCode: null }
  return { isSetUp: false, demoKey: mayDemo ? (settings.ATOMERA_DEMO_API_KEY ?? `atm_${randomBytes(32).toString('base64url')}`) : null, setupCode: settings.ATOMERA_SETUP_CODE ?? setupCode(folder) }
}

export const peopleSettings = ({ demoKey, setupCode: code }: FirstPeople): EnvValues => ({
  ...(demoKey !== null && { ATOMERA_DEMO: 'true', ATOMERA_DEMO_API_KEY: demoKey }),
  ...(code !== null && { ATOMERA_SETUP_CODE: code }),
})
