import 'server-only'
// A connection of its own to Postgres that hears notifications and, if wanted, holds an advisory lock while it is open.
// A notification is a nudge and never the truth: after every reconnect the listener is told that it may have missed some.
import { Client } from 'pg'
import { env } from '@/lib/env'
import { log } from '@/lib/log'

const HEARTBEAT_MS = 5_000
const ANSWER_WITHIN_MS = 5_000
const RECONNECT_MS = 500
const CLOSE_WITHIN_MS = 2_000

/** First half of the two-number advisory lock that names a live worker process ("ATOM" in ASCII). */
export const WORKER_LOCK_CLASS = 0x41544f4d

export type Listener = { close(): Promise<void>; isOpen(): boolean }

type Wishes = {
  channels: readonly string[]
  /** Second half of the advisory lock to hold. */
  lock?: number
  heard(channel: string, payload: string): void
  /** The connection is up, first or again: notifications may have been missed. */
  connected(): void
}

/** Connects, and keeps connecting until closed. */
export function openListener(wishes: Wishes): Listener {
  let closed = false
  let current: Client | null = null
  let retry: NodeJS.Timeout | undefined

  const connect = async (): Promise<void> => {
    const client = newClient()
    try {
      await prepare(client, wishes)
    } catch (error) {
      log.warn({ reason: reasonOf(error) }, 'the listening connection could not be opened')
      await client.end().catch((reason: unknown) => log.debug({ reason: reasonOf(reason) }, 'closing it failed too'))
      if (!closed) retry = setTimeout(() => void connect(), RECONNECT_MS)
      return
    }
    if (closed) return client.end()
    current = client
    watch(client, () => {
      if (current !== client) return
      current = null
      if (!closed) retry = setTimeout(() => void connect(), RECONNECT_MS)
    })
    wishes.connected()
  }
  void connect()

  return {
    isOpen: () => current !== null,
    close: async () => {
      closed = true
      clearTimeout(retry)
      const client = current
      current = null
      // A wire that went dead since the last heartbeat must not hold up the end of the process.
      await Promise.race([client?.end(), new Promise<void>((resolve) => setTimeout(resolve, CLOSE_WITHIN_MS).unref())])
    },
  }
}

const newClient = (): Client =>
  new Client({ connectionString: env().databaseUrl, connectionTimeoutMillis: 10_000, query_timeout: ANSWER_WITHIN_MS, keepAlive: true, application_name: 'atomera-listener' })

async function prepare(client: Client, { channels, lock, heard }: Wishes): Promise<void> {
  client.on('notification', ({ channel, payload }) => heard(channel, payload ?? ''))
  // pg emits error more than once for one lost connection; without a handler here Node would end the process.
  client.on('error', (error) => log.debug({ reason: error.message }, 'the listening connection reported an error'))
  await client.connect()
  // Shared: after a cut the old connection's lock may live on in Postgres for hours, and must not keep the new one out.
  if (lock !== undefined) await client.query('SELECT pg_advisory_lock_shared($1::int, $2::int)', [WORKER_LOCK_CLASS, lock])
  for (const channel of channels) await client.query(`LISTEN ${client.escapeIdentifier(channel)}`)
}

/** Calls `lost` once when the connection ends or no longer answers. */
function watch(client: Client, lost: () => void): void {
  const heartbeat = setInterval(() => void client.query('SELECT 1').catch(end), HEARTBEAT_MS)
  heartbeat.unref()
  let over = false
  function end(reason: unknown): void {
    if (over) return
    over = true
    clearInterval(heartbeat)
    if (reason !== undefined) log.warn({ reason: reasonOf(reason) }, 'the listening connection was lost')
    client.end().catch((error: unknown) => log.debug({ reason: reasonOf(error) }, 'closing the lost connection failed'))
    lost()
  }
  client.once('error', end)
  client.once('end', () => end(undefined))
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
