import 'server-only'
// The server's log: one JSON line an entry, secrets and sequences redacted. It refuses nothing and never throws.
import pino from 'pino'
import { env } from '@/lib/env'

/** Field names whose values never reach a log line, at any of the depths that occur. */
const SECRET_FIELDS = ['apiKey', 'sealedApiKey', 'authorization', 'token', 'webhookToken', 'webhook', 'sealedKey', 'password', 'yaml', 'sequence', 'smiles', 'input_yaml']

const redactedPaths = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`])

const created = globalThis as typeof globalThis & { atomeraLog?: pino.Logger }

// Written before the next step is taken: the last words of a process that is killed may name a job that is paid for.
const create = (): pino.Logger =>
  pino({ level: env().logLevel, base: undefined, redact: { paths: redactedPaths, censor: '[redacted]' }, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ dest: 1, sync: true }))

const logger = (): pino.Logger => (created.atomeraLog ??= create())

type Write = (fields: object, message: string) => void
const writer =
  (level: 'debug' | 'info' | 'warn' | 'error'): Write =>
  (fields, message) =>
    logger()[level](fields, message)

export const log = { debug: writer('debug'), info: writer('info'), warn: writer('warn'), error: writer('error') }
