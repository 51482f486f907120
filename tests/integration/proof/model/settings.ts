// The settings with which processes of the model run, and the rows of people and endpoints that every case begins with.
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseEnvironment, type Env } from '@/lib/env-schema'
import type { Actor } from '@/lib/access/actor'

export const PLACES = ['first', 'second', 'local', 'keyless'] as const
export type Place = (typeof PLACES)[number]

const RUNPOD: Record<Place, Record<string, string>> = {
  first: { RUNPOD_API_KEY: 'key-of-the-model', RUNPOD_ENDPOINT_ID: 'first' },
  second: { RUNPOD_API_KEY: 'key-of-the-model', RUNPOD_ENDPOINT_ID: 'second' },
  local: { USE_RUNPOD: 'false' },
  keyless: { RUNPOD_ENDPOINT_ID: 'first' },
}

export const RUN_MS = 600_000
export const QUEUE_MS = 1_800_000
export const TTL_MS = RUN_MS + QUEUE_MS

export function settingsOf(place: Place, databaseUrl: string, dataDir: string, maxInFlight: number): Env {
  const read = parseEnvironment({
    DATABASE_URL: databaseUrl,
    ATOMERA_DATA_DIR: dataDir,
    ATOMERA_KEY_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
    PUBLIC_URL: 'https://atomera.example.org',
    ATOMERA_SELF_URL: 'http://127.0.0.1:9',
    LOG_LEVEL: 'silent',
    RUNPOD_TIMEOUT: `${RUN_MS / 1000}s`,
    RUNPOD_QUEUE_ALLOWANCE: `${QUEUE_MS / 1000}s`,
    RUNPOD_MAX_IN_FLIGHT: String(maxInFlight),
    ...RUNPOD[place],
  })
  if (!read.ok) throw new Error(JSON.stringify(read.faults))
  return read.env
}

/** Where the local endpoint says that it listens. */
export function writeLocalAddress(dataDir: string): void {
  mkdirSync(path.join(dataDir, 'local-endpoint'), { recursive: true })
  writeFileSync(path.join(dataDir, 'local-endpoint', 'endpoint.json'), JSON.stringify({ baseUrl: 'http://127.0.0.1:9/v2', endpointId: 'local', apiKey: 'key-of-the-model' }))
}

const actor = (personId: string): Actor => ({ personId, personName: personId, teamId: 'team_local', roles: ['lead', 'admin'], credential: { kind: 'session', id: 'none' } })
export const PEOPLE: readonly [Actor, Actor] = [actor('person_one'), actor('person_two')]

/** Everything that a case leaves behind goes, the audit too, which the database otherwise keeps; people come anew. */
export const CLEAN = `
  ALTER TABLE audit_line DISABLE TRIGGER audit_line_stays; DELETE FROM audit_line; ALTER TABLE audit_line ENABLE TRIGGER audit_line_stays;
  DELETE FROM event; DELETE FROM result_file; DELETE FROM result; DELETE FROM artifact; DELETE FROM attempt; DELETE FROM prediction;
  DELETE FROM deployment; DELETE FROM endpoint; SELECT pg_advisory_unlock_all();
  INSERT INTO team (id, name) VALUES ('team_local', 'Team') ON CONFLICT DO NOTHING; UPDATE team SET watched_until = NULL;
  INSERT INTO person (id, name, email) VALUES ('person_one', 'One', 'one@example.org'), ('person_two', 'Two', 'two@example.org') ON CONFLICT DO NOTHING`
