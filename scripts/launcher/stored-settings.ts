// What an admin has set in the browser, as far as a start has to know it: where predictions run, and whether a key could be spent. It opens no key.
import pg from 'pg'
import type { EnvValues } from '@/lib/env-schema'

/** Stands for a key that the database has. */
const SEALED = 'sealed in the database'

/** The settings with those of the database below them. For words and refusals alone: the app reads the database by itself. */
export async function withStoredSettings(settings: EnvValues, databaseUrl: string): Promise<EnvValues> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ hasKey: boolean; endpointId: string | null; use: boolean | null; fallback: string | null }>(
      'SELECT sealed_api_key IS NOT NULL AS "hasKey", endpoint_id AS "endpointId", use_runpod AS use, fallback FROM settings',
    )
    const { hasKey = false, endpointId = null, use = null, fallback = null } = rows[0] ?? {}
    return {
      ...settings,
      RUNPOD_API_KEY: settings.RUNPOD_API_KEY ?? (hasKey ? SEALED : undefined),
      RUNPOD_ENDPOINT_ID: settings.RUNPOD_ENDPOINT_ID ?? endpointId ?? undefined,
      USE_RUNPOD: settings.USE_RUNPOD ?? (use === null ? undefined : String(use)),
      RUNPOD_FALLBACK: settings.RUNPOD_FALLBACK ?? fallback ?? undefined,
    }
  } finally {
    await client.end()
  }
}
