// The real server and the real local endpoint over a PostgreSQL of their own, with a proxy in between that can cut commits; and a careful
// client that submits while the test breaks things. Whatever was broken, `expectKept` asks for everything that was accepted.
import { rmSync } from 'node:fs'
import { expect } from 'vitest'
import type { EnvValues } from '@/lib/env-schema'
import type { PredictionView } from '@/lib/predictions/schema'
import { expectAllKept } from '../../support/aftermath'
import { openControl, type Control } from '../../support/control'
import { startCuttingProxy, type CuttingProxy } from '../../support/cutting-proxy'
import { expectNoSecretsInLogs } from '../../support/log-secrets'
import { startOwnPostgres, type OwnPostgres } from '../../support/own-postgres'
import { createPatientClient, SEQUENCE, type PatientClient } from '../../support/patient-client'
import { createDataFolder, startEndpoint, startServer } from '../../support/process'

export type Server = Awaited<ReturnType<typeof startServer>>

export type ChaosHouse = {
  postgres: OwnPostgres
  proxy: CuttingProxy
  control: Control
  servers: Server[]
  client: PatientClient
  /** Submits so many, one after the other, at most one in `everyMs`; answers their ids. */
  trickle(count: number, everyMs: number): Promise<string[]>
  /** Waits for the end of these, then looks whether everything is as it must be. */
  expectKept(ids: string[]): Promise<PredictionView[]>
  expectNoSecrets(): Promise<void>
  close(): Promise<void>
}

const ENDED_WITHIN_MS = 120_000

/** One server for each of `environments`. */
export async function openChaosHouse(environments: EnvValues[], databaseSettings: Record<string, string> = {}): Promise<ChaosHouse> {
  const dataDir = createDataFolder()
  const postgres = await startOwnPostgres(dataDir, databaseSettings)
  const proxy = await startCuttingProxy(postgres.url)
  const endpoint = await startEndpoint({ dataDir, stageSeconds: 0.05 })
  const control = openControl(dataDir)
  await control.settings({ workers: 4 })
  const servers: Server[] = []
  for (const env of environments) servers.push(await startServer({ databaseUrl: proxy.url, dataDir, env: { LOG_LEVEL: 'debug', RUNPOD_POLL_INTERVAL: '1s', ...env } }))
  let turn = 0
  const client = createPatientClient({ url: () => servers[(turn += 1) % servers.length]?.url ?? '' })
  let submitted = 0
  return {
    postgres, proxy, control, servers, client,
    trickle: async (count, everyMs) => {
      const ids: string[] = []
      for (let one = 0; one < count; one += 1) {
        const pause = new Promise((resolve) => setTimeout(resolve, everyMs))
        ids.push(await client.submit(`chaos-${(submitted += 1)}`))
        await pause
      }
      return ids
    },
    expectKept: async (ids) => {
      await client.untilEnded(ids, ENDED_WITHIN_MS)
      expect(client.refusals.filter(({ code, words }) => code !== 'UNAVAILABLE' || !words.includes('Try again in a moment'))).toEqual([])
      return expectAllKept({ client, databaseUrl: postgres.url, ledger: await control.ledger(), accepted: ids })
    },
    expectNoSecrets: () => expectNoSecretsInLogs({ dataDir, databaseUrl: postgres.url, control, sequences: [SEQUENCE] }),
    close: async () => {
      await Promise.all(servers.map((server) => server.kill('SIGKILL')))
      await endpoint.stop()
      await proxy.close()
      await postgres.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** What became of each, in one line: how it ended, how many attempts it took, how many of its submits were unknown. */
export const fates = (views: PredictionView[]): string[] => [
  ...new Set(views.map(({ status, attempts, events }) => `${status} in ${attempts.length} attempt, ${events.filter(({ kind }) => kind === 'submitUnknown').length} unknown`)),
]
