// The world of a soak: a Postgres of its own unless one is given, the real server on the production build and the real local endpoint as processes.
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { Client } from 'pg'
import { VARIABLE_NAMES } from '@/lib/env-schema'
import { startApp, untilHealthy } from '@/scripts/launcher/app'
import { startLocalEndpointChild, untilEndpointReady } from '@/scripts/launcher/local-endpoint'
import { applyMigrations } from '@/scripts/launcher/migrations'
import { freePort } from '@/scripts/launcher/ports'
import { startPostgres } from '@/scripts/launcher/postgres'
import { openControl, type Control } from '../support/control'
import { createDataFolder } from '../support/process'
import { removeData } from '../support/product'
import { createMortal, type Mortal } from './mortal'
import { DEMO } from '../support/demo'

/** Under load, on a slow machine, beside other work. */
const WELL_WITHIN_MS = 300_000
const ROOT = path.resolve(import.meta.dirname, '../..')

export type World = {
  url: string
  dataDir: string
  databaseUrl: string
  keyEncryptionKey: string
  server: Mortal
  endpoint: Mortal
  control: Control
  query<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>
  /** Whatever still runs; what was written stays when `isKept`. */
  close(isKept: boolean): Promise<void>
}

/** As nobody's: the settings of whoever runs this must not lead to an endpoint that costs money, nor may those of an .env that Next would read. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !VARIABLE_NAMES.includes(name) && !name.startsWith('VITEST'))
  return { ...Object.fromEntries(kept), NODE_ENV: 'production', RUNPOD_API_KEY: '', RUNPOD_ENDPOINT_ID: '', PUBLIC_URL: '', USE_RUNPOD: 'false' }
}

async function openPostgres(dataDir: string): Promise<{ url: string; stop(): Promise<void> }> {
  const postgres = await startPostgres({ dataDir, logFile: path.join(dataDir, 'logs/postgres.log'), forgetful: true })
  await applyMigrations(postgres.url)
  return postgres
}

/** `databaseUrl`: an empty database with all migrations; without it the world makes its own. */
export async function openWorld(databaseUrl: string | null): Promise<World> {
  const dataDir = createDataFolder()
  mkdirSync(path.join(dataDir, 'local-endpoint'), { recursive: true })
  const postgres = databaseUrl === null ? await openPostgres(dataDir) : { url: databaseUrl, stop: async () => undefined }
  const keyEncryptionKey = Buffer.alloc(32, 11).toString('base64')
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const log = (name: string) => path.join(dataDir, 'logs', `${name}.log`)
  const own = { DATABASE_URL: postgres.url, ATOMERA_DATA_DIR: dataDir, ATOMERA_KEY_ENCRYPTION_KEY: keyEncryptionKey, RUNPOD_MAX_IN_FLIGHT: '400', LOG_LEVEL: 'debug', ...DEMO }
  const startServer = () => startApp({ root: ROOT, port, host: '127.0.0.1', isDevelopment: false, environment: { ...environment(), ...own }, logFile: log('app'), isShown: false })
  const startEndpoint = () => startLocalEndpointChild({ root: ROOT, dataDir, environment: environment(), logFile: log('local-endpoint'), stageSeconds: 0.2 })
  const server = createMortal('the server', startServer, (child) => untilHealthy(child, url, WELL_WITHIN_MS))
  const endpoint = createMortal('the local endpoint', startEndpoint, (child) => untilEndpointReady(child, dataDir))
  const client = new Client({ connectionString: postgres.url, application_name: 'atomera-soak' })
  await client.connect()
  const close = async (isKept: boolean) => {
    await Promise.all([server.stop(), endpoint.stop()])
    await client.end()
    await postgres.stop()
    if (!isKept) removeData(dataDir)
  }
  try {
    endpoint.spawn()
    await endpoint.untilWell()
    server.spawn()
    await server.untilWell()
  } catch (error) {
    await close(true)
    throw error
  }
  const query = async <Row extends object>(text: string, values: unknown[] = []) => (await client.query<Row>(text, values)).rows
  return { url, dataDir, databaseUrl: postgres.url, keyEncryptionKey, server, endpoint, control: openControl(dataDir), query, close }
}
