import 'server-only'
// The one row of settings: read, locked, changed. The key is sealed before it is written and opened only for those who call with it.
import { seal, unseal } from '@/lib/crypto'
import { database, type Database, type Transaction } from '@/lib/db'
import type { Prisma } from '@/lib/generated/prisma/client'
import { log } from '@/lib/log'
import { MSA_SERVERS, type MsaServers } from '@/lib/msa-servers'
import { FALLBACKS, type Fallback } from '@/lib/setting-limits'
import { keyTail, type StoredChoices } from '@/lib/settings/choices'

export type ByWhom = { at: Date; by: string }

export type StoredSettings = {
  version: number
  choices: StoredChoices
  changed: ByWhom | null
  apiKey: { isSet: boolean; tail: string | null; changed: ByWhom | null }
}

const ROW = { where: { id: 'current' }, include: { changedBy: { select: { name: true } }, apiKeySetBy: { select: { name: true } } } } as const
type Row = Prisma.SettingsGetPayload<typeof ROW>
type OwnRow = Prisma.SettingsGetPayload<object>

const KEY_PLACE = 'settings.current.sealed_api_key'

const isMsaServers = (text: string | null): text is MsaServers => MSA_SERVERS.some((known) => known === text)

const isFallback = (text: string | null): text is Fallback => FALLBACKS.some((known) => known === text)

const byWhom = (at: Date | null, person: { name: string } | null): ByWhom | null => (at === null ? null : { at, by: person?.name ?? 'somebody who is gone' })

/** Said once. */
let saidUnopened = false

/** A key that was sealed under another key-encryption key is as good as none. */
function openedKey({ sealedApiKey }: OwnRow): string | null {
  if (sealedApiKey === null) return null
  try {
    return unseal(sealedApiKey, KEY_PLACE)
  } catch {
    if (!saidUnopened) log.error({ reason: 'sealed under another ATOMERA_KEY_ENCRYPTION_KEY' }, "RunPod's API key in the settings cannot be opened; set it again on the admin's page")
    saidUnopened = true
    return null
  }
}

function storedChoices(row: OwnRow): StoredChoices {
  const { endpointId, useRunPod, pollIntervalMs, timeoutMs, queueAllowanceMs, maxInFlight, fallback, pricePerGpuSecond, maxTokens, retentionDays, retentionKeepsTagged, msaServers, msaServerUrl } = row
  return {
    apiKey: openedKey(row), endpointId, useRunPod, pollIntervalMs, timeoutMs, queueAllowanceMs, maxInFlight, pricePerGpuSecond, maxTokens, retentionDays, retentionKeepsTagged, msaServerUrl,
    fallback: isFallback(fallback) ? fallback : null,
    msaServers: isMsaServers(msaServers) ? msaServers : null,
  }
}

function stored(row: Row): StoredSettings {
  return {
    version: row.version,
    choices: storedChoices(row),
    changed: byWhom(row.changedAt, row.changedBy),
    apiKey: { isSet: row.sealedApiKey !== null, tail: row.apiKeyTail, changed: byWhom(row.apiKeySetAt, row.apiKeySetBy) },
  }
}

export async function readSettings(on: Database | Transaction = database()): Promise<StoredSettings> {
  return stored(await on.settings.findUniqueOrThrow(ROW))
}

/** What the program goes by, without who changed it. */
export async function readChoices(): Promise<Pick<StoredSettings, 'version' | 'choices'>> {
  const row = await database().settings.findUniqueOrThrow({ where: ROW.where })
  return { version: row.version, choices: storedChoices(row) }
}

/** As `readSettings`, and nobody changes them until the transaction ends. */
export async function holdSettings(transaction: Transaction): Promise<StoredSettings> {
  await transaction.$executeRaw`SELECT 1 FROM settings WHERE id = 'current' FOR SHARE`
  return readSettings(transaction)
}

/** As `readSettings`, for the one who changes them. */
export async function lockSettings(transaction: Transaction): Promise<StoredSettings> {
  await transaction.$executeRaw`SELECT 1 FROM settings WHERE id = 'current' FOR UPDATE`
  return readSettings(transaction)
}

/** Writes what is named, and raises the version. */
export async function writeSettings(transaction: Transaction, { apiKey, ...plain }: Partial<StoredChoices>, { personId, at }: { personId: string; at: Date }): Promise<void> {
  const key = apiKey === undefined ? {} : {
    sealedApiKey: apiKey === null ? null : seal(apiKey, KEY_PLACE),
    apiKeyTail: apiKey === null ? null : keyTail(apiKey),
    apiKeySetAt: at,
    apiKeySetById: personId,
  }
  await transaction.settings.update({ where: { id: 'current' }, data: { ...plain, ...key, version: { increment: 1 }, changedAt: at, changedById: personId } })
}
