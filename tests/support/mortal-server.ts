// The real server with a real local endpoint and database, for tests in which it dies: it is started to die at a named point; a call that
// gets no answer finds out how it ended, lets the test look at what was left behind, and starts it again, to die at the next point if there is one.
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import type { EnvValues } from '@/lib/env-schema'
import { freePort } from '@/scripts/launcher/ports'
import { openControl, type Control } from './control'
import { createTestDatabase } from './database'
import { createPatientClient, type PatientClient } from './patient-client'
import { createDataFolder, startEndpoint, startServer } from './process'

const TELLS_ITS_END_WITHIN_MS = 2_000
/** Others judge an interrupted submit a minute after it began. */
const JUDGED_AFTER_MS = 61_000

const KILLED = 'ended by SIGKILL'

type Sql = <Row extends object>(text: string, values?: unknown[]) => Promise<Row[]>

export type MortalServer = {
  dataDir: string
  databaseUrl: string
  url: string
  control: Control
  client: PatientClient
  sql: Sql
  /** Starts it, to die at the first `point:pass`, then its successor at the second, and so on. `look` is called after each death and before the next start. */
  start(crashes?: readonly string[], look?: () => Promise<void>): Promise<void>
  /** How it ended, each time that it did by itself since `start`. */
  ends(): string[]
  logs(): string
  /** Shifts the database's clock. */
  pass(ms: number): Promise<void>
  /** Power cut, not to be started again. */
  cut(): Promise<void>
  close(): Promise<void>
}

type Place = { url: string; endpoint: { baseUrl: string; endpointId: string; apiKey: string } }

export async function openMortalServer(settings: (place: Place) => EnvValues = () => ({})): Promise<MortalServer> {
  const dataDir = createDataFolder()
  const database = await createTestDatabase()
  const endpoint = await startEndpoint({ dataDir, stageSeconds: 0 })
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const connection = new pg.Client({ connectionString: database.url })
  await connection.connect()
  const sql: Sql = async <Row extends object>(text: string, values: unknown[] = []) => (await connection.query<Row>(text, values)).rows

  let server: Awaited<ReturnType<typeof startServer>> | null = null
  let look = async (): Promise<void> => undefined
  let ends: string[] = []
  let crashes: readonly string[] = []
  let reviving: Promise<void> | null = null
  let shift = 0

  const pass = async (ms: number): Promise<void> => {
    shift += ms
    await sql('INSERT INTO clock_shift (id, shift_ms) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET shift_ms = $1', [shift])
    // A look that began before the time passed must not put the next one off by what it knew.
    await sql('UPDATE prediction SET next_check_at = app_now() WHERE lease_holder IS NOT NULL')
    await sql("SELECT pg_notify('atomera_work', '')")
  }
  /** The test looks at what is left; and others may judge what was under way. */
  const afterDeath = async (end: string): Promise<void> => {
    await look()
    ends.push(end)
    const interrupted = await sql("SELECT 1 FROM attempt WHERE state = 'SUBMITTING'")
    if (interrupted.length > 0) await pass(JUDGED_AFTER_MS)
  }
  /** One that dies at its point before it is well is followed by the next. */
  const launch = async (): Promise<void> => {
    const crash = crashes[ends.length]
    const env = { LOG_LEVEL: 'debug', RUNPOD_POLL_INTERVAL: '1s', ATOMERA_TEST_CRASH: crash, ...settings({ url, endpoint: endpoint.address }) }
    try {
      server = await startServer({ databaseUrl: database.url, dataDir, port, env })
    } catch (error) {
      if (crash === undefined || !(error instanceof Error) || !error.message.includes(KILLED)) throw error
      await afterDeath(KILLED)
      await launch()
    }
  }
  const revive = async (): Promise<void> => {
    const end = await Promise.race([server?.exited, new Promise<null>((resolve) => setTimeout(() => resolve(null), TELLS_ITS_END_WITHIN_MS))])
    // It lives: the connection alone was lost.
    if (end === null || end === undefined) return
    server = null
    await afterDeath(end)
    await launch()
  }
  const cut = async (): Promise<void> => {
    const ending = server
    server = null
    await ending?.kill('SIGKILL')
  }
  return {
    dataDir,
    databaseUrl: database.url,
    url,
    control: openControl(dataDir),
    client: createPatientClient({ url: () => url, unanswered: () => (reviving ??= revive().finally(() => (reviving = null))) }),
    sql,
    start: async (crashesThen = [], lookThen = async () => undefined) => {
      ends = []
      crashes = crashesThen
      look = lookThen
      await launch()
    },
    ends: () => ends,
    logs: () => readFileSync(path.join(dataDir, 'logs/app.log'), 'utf8'),
    pass,
    cut,
    close: async () => {
      await reviving?.catch(() => undefined)
      await cut()
      await endpoint.stop()
      await connection.end()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
