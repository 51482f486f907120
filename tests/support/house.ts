// A whole Atomera in one process for integration tests: a database of its own, a local endpoint, and routes and reconciler called directly.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { GPU_ENDPOINT_ID } from '@/lib/compute/chosen-endpoint'
import { VARIABLE_NAMES } from '@/lib/env-schema'
import type { WorkerKind } from '@/local-endpoint/endpoint'
import { startLocalEndpoint, type LocalEndpoint } from '@/local-endpoint/server'
import { createTestDatabase } from './database'
import { DEMO } from './demo'

export type House = {
  endpoint: LocalEndpoint
  databaseUrl: string
  /** One statement on a connection of its own. */
  sql<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>
  /** Starts a reconciler loop in this process; it stops with the house. */
  reconcile(): Promise<void>
  /** Shifts the database's clock by so many ms from now on. */
  advance(ms: number): Promise<void>
  close(): Promise<void>
}

/** To be called before anything of lib that reads the environment is used. */
export async function openHouse(settings: Record<string, string> = {}, workerKind: WorkerKind = 'simulated'): Promise<House> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'atomera-house-'))
  const database = await createTestDatabase()
  const endpoint = await startLocalEndpoint({ dataDir, workerKind, otherEndpoints: { [GPU_ENDPOINT_ID]: 'real' }, stageSeconds: 0, workers: 2, timeoutLatenessMs: [0, 0] })
  // Whoever runs the tests may have settings of a real endpoint.
  for (const name of VARIABLE_NAMES) delete process.env[name]
  Object.assign(process.env, {
    DATABASE_URL: database.url,
    ATOMERA_DATA_DIR: dataDir,
    ATOMERA_KEY_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
    LOG_LEVEL: 'silent',
    ...DEMO,
    ...settings,
  })
  const client = new Client({ connectionString: database.url })
  await client.connect()
  let shift = 0
  let stopLoop: () => Promise<void> = async () => undefined
  return {
    endpoint,
    databaseUrl: database.url,
    sql: async <Row extends object>(text: string, values: unknown[] = []) => (await client.query<Row>(text, values)).rows,
    reconcile: async () => {
      const { startReconcilerLoop } = await import('@/lib/predictions/loop')
      const loop = startReconcilerLoop()
      stopLoop = () => loop.stop(5_000)
    },
    advance: async (ms) => {
      shift += ms
      await client.query('INSERT INTO clock_shift (id, shift_ms) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET shift_ms = $1', [shift])
    },
    close: async () => {
      await stopLoop()
      const { database: prisma } = await import('@/lib/db')
      await prisma().$disconnect()
      await client.end()
      await endpoint.close()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
