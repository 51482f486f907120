// Every setting the program reads from its environment, with form, bounds and default. Refuses nothing quietly: all faults come at once, no value is repeated in them.
import { z } from 'zod'
import { HOUR, SECOND } from '@/lib/clock'
import { durationIn } from '@/lib/duration'
import { nearestName } from '@/lib/nearest-name'
import { isOwnMsaUrl, MSA_SERVERS, MSA_URL_WORDS } from '@/lib/msa-servers'
import { isLoopback, isPrivateHost } from '@/lib/private-host'
import {
  ENDPOINT_ID_FORM, ENDPOINT_ID_WORDS, FALLBACKS, isWithin, KEY_FORM, KEY_WORDS, PRICE_WORDS, SETTING_BOUNDS, SETTING_NAMES, SETTING_VARIABLES, timeWords, wholeNumberWords, type Bounds, type SettingName,
} from '@/lib/setting-limits'
import { TestSwitches } from '@/lib/test-switches-schema'
import { NOBODY, TRUSTED_PROXIES_WORDS, trustedProxiesIn } from '@/lib/trusted-proxies'

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
const DEFAULT_ENDPOINT_BASE_URL = 'https://api.runpod.ai/v2'

function addressOrNull(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null
}

const databaseUrl = z.string({ error: 'must be set: postgresql://user:password@host:5432/database' }).refine((text) => {
  const address = addressOrNull(text)
  return address !== null && ['postgres:', 'postgresql:'].includes(address.protocol) && address.pathname.length > 1
}, 'must be a PostgreSQL address: postgresql://user:password@host:5432/database')

/** An https address; plain http only to this machine, because keys travel in the header. */
const webAddress = httpsAddress(isLoopback, 'http:// only for 127.0.0.1 and localhost')

/** An https address without a path; plain http within the own house, where a lab's storage often has no certificate. Results would be read on the way elsewhere. */
const storageAddress = httpsAddress(isPrivateHost, 'http:// only for this machine, a private address such as 192.168.1.10, and names such as minio or minio.lab.internal').refine(
  (text) => addressOrNull(text)?.pathname === '/',
  'must be the address of the storage alone, without bucket and path',
)

function httpsAddress(mayBePlain: (hostname: string) => boolean, exception: string) {
  return z
    .string()
    .refine((text) => {
      const address = addressOrNull(text)
      if (address === null || address.search !== '' || address.hash !== '' || address.username !== '') return false
      return address.protocol === 'https:' || (address.protocol === 'http:' && mayBePlain(address.hostname))
    }, `must be an https:// address without query or user name (${exception})`)
    .transform((text) => text.replace(/\/+$/, ''))
}

const publicUrl = webAddress.refine(
  (text) => addressOrNull(text)?.pathname === '/',
  'must be the address alone, without a path: https://atomera.example.org',
)

/** This server as this machine reaches it: plain http will do, since nothing leaves the machine. */
const selfUrl = z.string().refine((text) => {
  const address = addressOrNull(text)
  return address !== null && ['http:', 'https:'].includes(address.protocol) && address.pathname === '/' && address.search === '' && address.hash === '' && address.username === ''
}, 'must be the address alone, such as http://127.0.0.1:3000').transform((text) => text.replace(/\/+$/, ''))

const trustedProxies = z.string().transform((text, context) => {
  const proxies = trustedProxiesIn(text)
  if (proxies !== null) return proxies
  context.addIssue({ code: 'custom', message: TRUSTED_PROXIES_WORDS })
  return z.NEVER
})

const endpointBaseUrl = webAddress.refine(
  (text) => addressOrNull(text)?.hostname !== 'api.runpod.io',
  'must name the host api.runpod.ai: RunPod does not serve endpoints at api.runpod.io',
)

/** Where letters are handed in. Name and password stand in the address, percent-encoded where they need it. */
const smtpUrl = z.string().refine((text) => {
  const address = addressOrNull(text)
  return address !== null && ['smtp:', 'smtps:'].includes(address.protocol) && address.hostname !== '' && ['', '/'].includes(address.pathname) && address.search === '' && address.hash === ''
}, 'must be the address of a mail server: smtp://user:password@host:587, or smtps://user:password@host:465')

const smtpFrom = z.string().max(254).regex(/^(?:[^<>\p{Cc}]* <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/u, 'must be an address, such as atomera@example.org or Atomera <atomera@example.org>')

const headerSafe = z.string().regex(KEY_FORM, KEY_WORDS)

const storageKey = z.string().regex(/^[\x21-\x7e]{1,256}$/, 'must be one run of visible characters without spaces, as the storage shows it')

const trueOrFalse = z.enum(['true', 'false'], { error: 'must be true or false' }).transform((text) => text === 'true')

function wholeNumber(bounds: Bounds) {
  const words = wholeNumberWords(bounds)
  return z
    .string()
    .regex(/^\d{1,9}$/, words)
    .transform(Number)
    .refine((value) => isWithin(value, bounds), words)
}

const price = z
  .string()
  .regex(/^\d{1,3}(\.\d{1,9})?$/, PRICE_WORDS)
  .transform(Number)
  .refine((value) => isWithin(value, SETTING_BOUNDS.pricePerGpuSecond), PRICE_WORDS)

function duration(bounds: Bounds) {
  const words = timeWords(bounds)
  return z.string().transform((text, context) => {
    const milliseconds = durationIn(text)
    if (milliseconds !== null && isWithin(milliseconds, bounds)) return milliseconds
    context.addIssue({ code: 'custom', message: words })
    return z.NEVER
  })
}

const SEALING_KEY_WORDS = 'must be 32 random bytes as base64 or as 64 hexadecimal digits (npm run up draws one by itself)'
const keyEncryptionKey = z.string({ error: SEALING_KEY_WORDS }).transform((text, context) => {
  const bytes = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64')
  if (bytes.length === 32 && /^[\w+/=-]+$/.test(text)) return bytes
  context.addIssue({ code: 'custom', message: SEALING_KEY_WORDS })
  return z.NEVER
})

const Variables = z.object({
  DATABASE_URL: databaseUrl,
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }).default('info'),
  RUNPOD_API_KEY: headerSafe.optional(),
  RUNPOD_ENDPOINT_ID: z.string().regex(ENDPOINT_ID_FORM, ENDPOINT_ID_WORDS).optional(),
  USE_RUNPOD: trueOrFalse.default(true),
  RUNPOD_POLL_INTERVAL: duration(SETTING_BOUNDS.pollIntervalMs).default(5 * SECOND),
  RUNPOD_TIMEOUT: duration(SETTING_BOUNDS.timeoutMs).default(1800 * SECOND),
  RUNPOD_QUEUE_ALLOWANCE: duration(SETTING_BOUNDS.queueAllowanceMs).default(6 * HOUR),
  RUNPOD_MAX_IN_FLIGHT: wholeNumber(SETTING_BOUNDS.maxInFlight).default(100),
  RUNPOD_PRICE_PER_SECOND: price.optional(),
  RUNPOD_ENDPOINT_BASE_URL: endpointBaseUrl.default(DEFAULT_ENDPOINT_BASE_URL),
  S3_ENDPOINT: storageAddress.optional(),
  S3_BUCKET: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket: 3 to 63 small letters, digits, dots and hyphens').optional(),
  S3_ACCESS_KEY_ID: storageKey.optional(),
  S3_SECRET_ACCESS_KEY: storageKey.optional(),
  S3_REGION: z.string().regex(/^[a-z0-9-]{1,40}$/, 'must be the name of a region, such as eu-central-1').default('us-east-1'),
  RUNPOD_FALLBACK: z.enum(FALLBACKS, { error: 'must be local or hold' }).default('local'),
  LOCAL_WORKER: z.enum(['real', 'simulated'], { error: 'must be real or simulated' }).default('simulated'),
  // What a GPU of 24 GB takes.
  LOCAL_MAX_TOKENS: wholeNumber(SETTING_BOUNDS.maxTokens).default(1_200),
  PUBLIC_URL: publicUrl.optional(),
  TRUSTED_PROXIES: trustedProxies.optional(),
  SMTP_URL: smtpUrl.optional(),
  SMTP_FROM: smtpFrom.optional(),
  CRON_SECRET: headerSafe.min(16, 'must have at least 16 characters').optional(),
  MAX_TOKENS: wholeNumber(SETTING_BOUNDS.maxTokens).optional(),
  MSA_SERVERS: z.enum(MSA_SERVERS, { error: `must be one of ${MSA_SERVERS.join(', ')}` }).default('public'),
  MSA_SERVER_URL: z.string().refine(isOwnMsaUrl, MSA_URL_WORDS).optional(),
  RETENTION_DAYS: wholeNumber(SETTING_BOUNDS.retentionDays).optional(),
  RETENTION_KEEP_TAGGED: trueOrFalse.default(true),
  ATOMERA_KEY_ENCRYPTION_KEY: keyEncryptionKey,
  ATOMERA_SELF_URL: selfUrl.optional(),
  ATOMERA_SETUP_CODE: headerSafe.min(12, 'must have at least 12 characters').optional(),
  // Set by `npm run up` alone: the demo team, and its key.
  ATOMERA_DEMO: trueOrFalse.default(false),
  ATOMERA_DEMO_API_KEY: headerSafe.optional(),
  // Read by `npm run up` and `npm run worker` alone.
  ATOMERA_BOLTZ_PYTHON: z.string().optional(),
  ATOMERA_DATA_DIR: z.string().default('.atomera'),
  ATOMERA_RECONCILER: z.enum(['server', 'none'], { error: 'must be server or none' }).default('server'),
})
type Variables = z.infer<typeof Variables> & z.infer<typeof TestSwitches>

function environmentOf(variables: Variables, pinned: readonly SettingName[]) {
  return {
    databaseUrl: variables.DATABASE_URL,
    logLevel: variables.LOG_LEVEL,
    runpod: {
      apiKey: variables.RUNPOD_API_KEY ?? null,
      endpointId: variables.RUNPOD_ENDPOINT_ID ?? null,
      use: variables.USE_RUNPOD,
      pollIntervalMs: variables.RUNPOD_POLL_INTERVAL,
      timeoutMs: variables.RUNPOD_TIMEOUT,
      queueAllowanceMs: variables.RUNPOD_QUEUE_ALLOWANCE,
      maxInFlight: variables.RUNPOD_MAX_IN_FLIGHT,
      baseUrl: variables.RUNPOD_ENDPOINT_BASE_URL,
    },
    objectStorage: objectStorageOf(variables),
    local: { worker: variables.LOCAL_WORKER, fallback: variables.RUNPOD_FALLBACK, maxTokens: variables.LOCAL_MAX_TOKENS },
    publicUrl: variables.PUBLIC_URL ?? null,
    mail: mailOf(variables),
    trustedProxies: variables.TRUSTED_PROXIES ?? NOBODY,
    selfUrl: variables.ATOMERA_SELF_URL ?? null,
    cronSecret: variables.CRON_SECRET ?? null,
    setupCode: variables.ATOMERA_SETUP_CODE ?? null,
    demo: variables.ATOMERA_DEMO,
    demoKey: variables.ATOMERA_DEMO_API_KEY ?? null,
    maxTokens: variables.MAX_TOKENS ?? null,
    pricePerGpuSecond: variables.RUNPOD_PRICE_PER_SECOND ?? null,
    msa: { servers: variables.MSA_SERVERS, ownUrl: variables.MSA_SERVER_URL ?? null },
    retention: { days: variables.RETENTION_DAYS ?? null, keepsTagged: variables.RETENTION_KEEP_TAGGED },
    /** Settings whose variable is set, so that no page can change them. */
    pinned,
    keyEncryptionKey: variables.ATOMERA_KEY_ENCRYPTION_KEY,
    dataDir: variables.ATOMERA_DATA_DIR,
    reconciler: variables.ATOMERA_RECONCILER,
    tests: { crash: variables.ATOMERA_TEST_CRASH ?? null, sabotage: variables.ATOMERA_TEST_SABOTAGE ?? [] },
  }
}

/** Of these all are set or none. */
const STORAGE_NAMES = ['S3_ENDPOINT', 'S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const

function objectStorageOf({ S3_ENDPOINT: endpoint, S3_BUCKET: bucket, S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey, S3_REGION: region }: Variables) {
  if (endpoint === undefined || bucket === undefined || accessKeyId === undefined || secretAccessKey === undefined) return null
  return { endpoint, bucket, accessKeyId, secretAccessKey, region }
}

/** Letters hold links, and a link must not be made of what a request says of our name. */
const MAIL_NAMES = ['SMTP_URL', 'SMTP_FROM', 'PUBLIC_URL'] as const

function mailOf({ SMTP_URL: url, SMTP_FROM: from }: Variables) {
  return url === undefined || from === undefined ? null : { url, from }
}

export type Env = ReturnType<typeof environmentOf>
export type EnvFault = { name: string; message: string }
export type EnvValues = Record<string, string | undefined>

export const VARIABLE_NAMES: readonly string[] = Object.keys(Variables.shape)

/** A variable set to nothing counts as not set, as in `.env.example`. */
function withoutBlanks(values: EnvValues): EnvValues {
  return Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])))
}

function faultsIn(error: z.ZodError): EnvFault[] {
  return error.issues.map((issue) => ({ name: String(issue.path[0]), message: issue.message }))
}

export function parseEnvironment(values: EnvValues): { ok: true; env: Env } | { ok: false; faults: EnvFault[] } {
  const parsed = Variables.extend(TestSwitches.shape).safeParse(withoutBlanks(values))
  if (!parsed.success) return { ok: false, faults: faultsIn(parsed.error) }
  const faults = [...switchFaults(parsed.data), ...faultsTogether(values)]
  return faults.length > 0 ? { ok: false, faults } : { ok: true, env: environmentOf(parsed.data, pinnedBy(values)) }
}

function pinnedBy(values: EnvValues): SettingName[] {
  const set = withoutBlanks(values)
  return SETTING_NAMES.filter((name) => set[SETTING_VARIABLES[name]] !== undefined)
}

/** Where a key could be spent, nothing may be taken away. */
function switchFaults(variables: Variables): EnvFault[] {
  const isReal = variables.RUNPOD_API_KEY !== undefined && !isLoopback(new URL(variables.RUNPOD_ENDPOINT_BASE_URL).hostname)
  if (!isReal) return []
  const set = Object.entries({ ATOMERA_TEST_CRASH: variables.ATOMERA_TEST_CRASH, ATOMERA_TEST_SABOTAGE: variables.ATOMERA_TEST_SABOTAGE })
  return set.filter(([, value]) => value !== undefined).map(([name]) => ({ name, message: 'is for tests alone and is refused beside an endpoint that is not on this machine' }))
}

/** Half an object storage, or half a mail server, is none, and whoever set the half believes that there is one. To be asked of all settings together. */
export function faultsTogether(values: EnvValues): EnvFault[] {
  const set = withoutBlanks(values)
  const missing = (names: readonly string[], why: string): EnvFault[] => names.filter((name) => set[name] === undefined).map((name) => ({ name, message: `must be set too: ${why}` }))
  const storage = STORAGE_NAMES.some((name) => set[name] !== undefined) ? missing(STORAGE_NAMES, `object storage needs all of ${STORAGE_NAMES.join(', ')}, or none of them`) : []
  const mail = set.SMTP_URL !== undefined || set.SMTP_FROM !== undefined ? missing(MAIL_NAMES, `sending mail needs all of ${MAIL_NAMES.join(', ')}`) : []
  return [...storage, ...mail]
}

/** Faults of a `.env` file: nothing in it is required, but a name that nobody reads is a slip of the pen. */
export function envFileFaults(values: EnvValues): EnvFault[] {
  const unknown = Object.keys(values)
    .filter((name) => !VARIABLE_NAMES.includes(name))
    .map((name) => {
      const nearest = nearestName(name, VARIABLE_NAMES)
      return { name, message: `is not a setting${nearest ? `; did you mean ${nearest}?` : ' (see .env.example)'}` }
    })
  const parsed = Variables.partial().safeParse(withoutBlanks(values))
  return parsed.success ? unknown : [...unknown, ...faultsIn(parsed.error)]
}
