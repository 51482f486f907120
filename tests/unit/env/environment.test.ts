// The settings: forms, bounds, defaults, and that every fault is told at once and no secret is repeated.
import { readFileSync } from 'node:fs'
import { parse } from 'dotenv'
import { describe, expect, it } from 'vitest'
import { envFileFaults, parseEnvironment, VARIABLE_NAMES, type EnvValues } from '@/lib/env-schema'
import { NOBODY } from '@/lib/trusted-proxies'

const REQUIRED = { DATABASE_URL: 'postgresql://user:pass@127.0.0.1:5432/atomera', ATOMERA_KEY_ENCRYPTION_KEY: 'ab'.repeat(32) }

function environmentWith(values: EnvValues) {
  const outcome = parseEnvironment({ ...REQUIRED, ...values })
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.faults))
  return outcome.env
}

function faultNames(values: EnvValues): string[] {
  const outcome = parseEnvironment({ ...REQUIRED, ...values })
  return outcome.ok ? [] : outcome.faults.map((fault) => fault.name)
}

describe('parseEnvironment', () => {
  it('fills in the documented defaults', () => {
    expect(environmentWith({})).toEqual({
      databaseUrl: REQUIRED.DATABASE_URL,
      local: { worker: 'simulated', fallback: 'local', maxTokens: 1_200 },
      logLevel: 'info',
      mail: null,
      runpod: {
        apiKey: null,
        endpointId: null,
        use: true,
        pollIntervalMs: 5_000,
        timeoutMs: 1_800_000,
        queueAllowanceMs: 21_600_000,
        maxInFlight: 100,
        baseUrl: 'https://api.runpod.ai/v2',
      },
      objectStorage: null,
      publicUrl: null,
      trustedProxies: NOBODY,
      selfUrl: null,
      cronSecret: null,
      setupCode: null,
      demo: false,
      demoKey: null,
      maxTokens: null,
      pricePerGpuSecond: null,
      msa: { servers: 'public', ownUrl: null },
      retention: { days: null, keepsTagged: true },
      pinned: [],
      keyEncryptionKey: Buffer.alloc(32, 0xab),
      dataDir: '.atomera',
      reconciler: 'server',
      tests: { crash: null, sabotage: [] },
    })
  })

  it.each([
    ['90', 90_000],
    ['90s', 90_000],
    ['30m', 1_800_000],
    ['6h', 21_600_000],
  ])('reads the time %s', (text, milliseconds) => {
    expect(environmentWith({ RUNPOD_TIMEOUT: text }).runpod.timeoutMs).toBe(milliseconds)
  })

  it.each(['', '  '])('takes %j for not set', (blank) => {
    expect(environmentWith({ RUNPOD_API_KEY: blank, MAX_TOKENS: blank }).runpod.apiKey).toBeNull()
  })

  it.each([
    ['DATABASE_URL', 'mysql://host/db'],
    ['DATABASE_URL', 'postgresql://host'],
    ['LOG_LEVEL', 'loud'],
    ['RUNPOD_API_KEY', 'two words'],
    ['RUNPOD_ENDPOINT_ID', 'https://api.runpod.ai/v2/abc'],
    ['USE_RUNPOD', 'maybe'],
    ['RUNPOD_POLL_INTERVAL', '0'],
    ['RUNPOD_TIMEOUT', '25h'],
    ['RUNPOD_TIMEOUT', '-5'],
    ['RUNPOD_QUEUE_ALLOWANCE', 'long'],
    ['RUNPOD_MAX_IN_FLIGHT', '1.5'],
    ['RUNPOD_ENDPOINT_BASE_URL', 'http://endpoint.example.org/v2'],
    ['RUNPOD_ENDPOINT_BASE_URL', 'https://api.runpod.io/v2'],
    ['S3_REGION', 'Europe (Frankfurt)'],
    ['PUBLIC_URL', 'https://atomera.example.org/sub'],
    ['TRUSTED_PROXIES', 'proxy.example.org'],
    ['TRUSTED_PROXIES', '0.0.0.0/0'],
    ['CRON_SECRET', 'short'],
    ['MAX_TOKENS', '0'],
    ['RUNPOD_PRICE_PER_SECOND', '0.34/h'],
    ['RUNPOD_PRICE_PER_SECOND', '0.5'],
    ['RETENTION_DAYS', '0'],
    ['RETENTION_DAYS', '90d'],
    ['RETENTION_KEEP_TAGGED', 'perhaps'],
    ['ATOMERA_KEY_ENCRYPTION_KEY', 'ab'.repeat(31)],
    ['ATOMERA_RECONCILER', 'both'],
  ])('refuses %s=%s', (name, value) => {
    expect(faultNames({ [name]: value })).toEqual([name])
  })

  it('pins what is set, and what is blank not', () => {
    expect(environmentWith({ RUNPOD_TIMEOUT: '30m', USE_RUNPOD: 'true', RUNPOD_ENDPOINT_ID: ' ' }).pinned).toEqual(['useRunPod', 'timeoutMs'])
    expect(environmentWith({ RUNPOD_PRICE_PER_SECOND: '0.00019' })).toMatchObject({ pinned: ['pricePerGpuSecond'], pricePerGpuSecond: 0.00019 })
  })

  it('lists every fault at once, and repeats no value', () => {
    const outcome = parseEnvironment({ RUNPOD_API_KEY: 'secret with spaces', MAX_TOKENS: 'many', ATOMERA_KEY_ENCRYPTION_KEY: 'c2VjcmV0' })
    if (outcome.ok) throw new Error('was accepted')
    expect(outcome.faults.map((fault) => fault.name).sort()).toEqual(['ATOMERA_KEY_ENCRYPTION_KEY', 'DATABASE_URL', 'MAX_TOKENS', 'RUNPOD_API_KEY'])
    expect(JSON.stringify(outcome)).not.toMatch(/secret|c2VjcmV0|many/)
  })

  it('takes the key as base64 and as hexadecimal', () => {
    const base64 = Buffer.alloc(32, 0xab).toString('base64')
    expect(environmentWith({ ATOMERA_KEY_ENCRYPTION_KEY: base64 }).keyEncryptionKey).toEqual(Buffer.alloc(32, 0xab))
  })

  it('takes plain http for this machine only', () => {
    expect(environmentWith({ RUNPOD_ENDPOINT_BASE_URL: 'http://127.0.0.1:8080/v2/' }).runpod.baseUrl).toBe('http://127.0.0.1:8080/v2')
  })
})

describe('object storage', () => {
  const STORAGE = { S3_ENDPOINT: 'https://s3.example.org/', S3_BUCKET: 'results', S3_ACCESS_KEY_ID: 'key', S3_SECRET_ACCESS_KEY: 'se/cr+et=' }

  it('is there when all of it is set', () => {
    expect(environmentWith(STORAGE).objectStorage).toEqual({
      endpoint: 'https://s3.example.org', bucket: 'results', accessKeyId: 'key', secretAccessKey: 'se/cr+et=', region: 'us-east-1',
    })
  })

  it.each(Object.keys(STORAGE))('is a fault in words without %s', (name) => {
    const outcome = parseEnvironment({ ...REQUIRED, ...STORAGE, [name]: '' })
    expect(outcome).toMatchObject({ ok: false, faults: [{ name, message: expect.stringContaining('needs all of') }] })
    expect(JSON.stringify(outcome)).not.toContain('se/cr')
  })

  it.each(['http://127.0.0.1:9000', 'http://192.168.1.10:9000', 'http://10.0.0.7', 'http://172.31.0.1', 'http://minio:9000', 'http://minio.lab.internal', 'http://[fd00::1]:9000'])('takes %s, which is in the house', (address) => {
    expect(environmentWith({ ...STORAGE, S3_ENDPOINT: address }).objectStorage?.endpoint).toBe(address)
  })

  it.each(['http://s3.example.org', 'http://172.32.0.1', 'http://11.0.0.1', 'http://192.168.1.10.example.org', 'https://s3.example.org/results', 'https://key@s3.example.org', 'ftp://minio'])('refuses %s', (address) => {
    expect(faultNames({ ...STORAGE, S3_ENDPOINT: address })).toEqual(['S3_ENDPOINT'])
  })

  it.each(['Results', 'a', 'results/', '-results'])('refuses the bucket %s', (bucket) => {
    expect(faultNames({ ...STORAGE, S3_BUCKET: bucket })).toEqual(['S3_BUCKET'])
  })
})

describe('mail', () => {
  const MAIL = { SMTP_URL: 'smtp://atomera:se%2Fcret@mail.example.org:587', SMTP_FROM: 'Atomera <atomera@example.org>', PUBLIC_URL: 'https://atomera.example.org' }

  it('is sent when the server, the sender and our own address are set', () => {
    expect(environmentWith(MAIL).mail).toEqual({ url: MAIL.SMTP_URL, from: MAIL.SMTP_FROM })
  })

  it.each(Object.keys(MAIL))('is a fault in words without %s', (name) => {
    const outcome = parseEnvironment({ ...REQUIRED, ...MAIL, [name]: '' })
    expect(outcome).toMatchObject({ ok: false, faults: [{ name, message: expect.stringContaining('needs all of') }] })
    expect(JSON.stringify(outcome)).not.toContain('se%2F')
  })

  it.each(['https://mail.example.org', 'mail.example.org:587', 'smtp://mail.example.org/inbox', 'smtp://mail.example.org?pool=true'])('refuses the server %s', (address) => {
    expect(faultNames({ ...MAIL, SMTP_URL: address })).toEqual(['SMTP_URL'])
  })

  it.each(['Atomera', 'Atomera <nobody>', 'a@b.org, c@d.org', 'a@b.org\nBcc: c@d.org'])('refuses the sender %j', (sender) => {
    expect(faultNames({ ...MAIL, SMTP_FROM: sender })).toEqual(['SMTP_FROM'])
  })
})

describe('envFileFaults', () => {
  it('names the nearest setting for a mistyped one', () => {
    expect(envFileFaults({ RUNPOD_APIKEY: 'x' })).toEqual([{ name: 'RUNPOD_APIKEY', message: 'is not a setting; did you mean RUNPOD_API_KEY?' }])
  })

  it('does not guess for a name like no other', () => {
    expect(envFileFaults({ FAVOURITE_COLOUR: 'blue' })[0]?.message).toBe('is not a setting (see .env.example)')
  })

  it('requires nothing, and adds malformed values to unknown names', () => {
    expect(envFileFaults({})).toEqual([])
    expect(envFileFaults({ NOPE: '1', USE_RUNPOD: 'perhaps' }).map((fault) => fault.name)).toEqual(['NOPE', 'USE_RUNPOD'])
  })
})

describe('.env.example', () => {
  const example = parse(readFileSync('.env.example'))

  it('documents exactly the settings that are read', () => {
    expect(Object.keys(example).sort()).toEqual([...VARIABLE_NAMES].sort())
  })

  it('is itself a .env without faults', () => {
    expect(envFileFaults(example)).toEqual([])
  })

  it('shows the true defaults', () => {
    expect(environmentWith({ ...example, ...REQUIRED })).toEqual(environmentWith({}))
  })
})
