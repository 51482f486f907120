// A server of the production build with a PostgreSQL of its own, durable as in earnest, for measures that need no browser.
import { rmSync } from 'node:fs'
import path from 'node:path'
import { spawnSync } from 'node:child_process'
import { Client } from 'pg'
import { startServer, createDataFolder, type TestProcess } from '@/tests/support/process'
import { applyMigrations } from '@/scripts/launcher/migrations'
import { startPostgres } from '@/scripts/launcher/postgres'
import { isBuildCurrent } from '@/scripts/launcher/sources.mjs'
import type { PredictionView } from '@/lib/predictions/schema'
import { VARIABLE_NAMES, type EnvValues } from '@/lib/env-schema'
import { DEMO_HEADERS } from '../support/demo'

const ROOT = path.resolve(import.meta.dirname, '../..')

const ends: (() => unknown)[] = []

/** What is started is owned at once, so that it ends with the measure however that ends. */
export const own = (end: () => unknown): void => void ends.push(end)

/** Ends what is owned, the newest first. */
export async function endAll(): Promise<void> {
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
    await Promise.resolve(end()).catch((error: unknown) => console.error('While ending:', error))
  }
}

export type Database = { url: string; sql<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>; client: Client; dataDir: string }

/** Nobody's settings may lead a measure to a real endpoint. */
export function forgetSettings(): void {
  for (const name of VARIABLE_NAMES) delete process.env[name]
}

export function buildWhenChanged(say: (line: string) => void): void {
  if (isBuildCurrent(ROOT)) return
  say('Building the pages: the sources changed.')
  const built = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: ROOT, encoding: 'utf8' })
  if (built.status !== 0) throw new Error(`The build failed:\n${built.stdout}${built.stderr}`)
}

/** Of this measure's own, and owned. */
export async function openDatabase(): Promise<Database> {
  forgetSettings()
  const dataDir = createDataFolder()
  own(() => rmSync(dataDir, { recursive: true, force: true }))
  const postgres = await startPostgres({ dataDir, logFile: path.join(dataDir, 'postgres.log') })
  own(async () => {
    await postgres.stop()
    rmSync(postgres.folder, { recursive: true, force: true })
  })
  await applyMigrations(postgres.url)
  const client = new Client({ connectionString: postgres.url })
  await client.connect()
  own(() => client.end())
  return { url: postgres.url, client, dataDir, sql: async <Row extends object>(text: string, values: unknown[] = []) => (await client.query<Row>(text, values)).rows }
}

/** `next start` on the build, on this database; owned. */
export async function openServer(database: Database, env: EnvValues): Promise<TestProcess & { url: string; port: number }> {
  const server = await startServer({ databaseUrl: database.url, dataDir: database.dataDir, env: { LOG_LEVEL: 'warn', ...env } })
  own(() => server.stop())
  return server
}

export const PEPTIDE = { entities: [{ type: 'protein', chainIds: ['A'], sequence: 'MKTAYIAKQRQISFVK' }] }

/** @returns the prediction's id */
export const submitPeptide = (url: string, name: string, seed = 1): Promise<string> => submitComplex(url, name, PEPTIDE, seed)

/** @returns the prediction's id */
export async function submitComplex(url: string, name: string, complex: object, seed = 1): Promise<string> {
  const body = JSON.stringify({ name, complex, options: { use_msa_server: false, seed } })
  const answer = await fetch(`${url}/api/v1/predictions`, { method: 'POST', headers: { ...DEMO_HEADERS, 'content-type': 'application/json' }, body })
  if (answer.status !== 202) throw new Error(`The submission was answered with ${answer.status}: ${await answer.text()}`)
  const { id }: { id: string } = await answer.json()
  return id
}

export async function untilCompleted(address: string): Promise<PredictionView> {
  for (let tries = 0; tries < 300; tries += 1) {
    const view: PredictionView = await (await fetch(address, { headers: DEMO_HEADERS })).json()
    if (view.status === 'COMPLETED') return view
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error(`${address} was not completed.`)
}
