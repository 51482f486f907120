// Without a database: every answer says so as a problem, and health is 503.
import { beforeAll, expect, test } from 'vitest'
import { call } from '../../support/calls'

beforeAll(() => {
  Object.assign(process.env, {
    DATABASE_URL: 'postgresql://nobody:nothing@127.0.0.1:9/nothing',
    ATOMERA_KEY_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
    LOG_LEVEL: 'silent',
  })
})

test('health is 503 and says that the database does not answer', async () => {
  const response = await call('GET', '/api/health')
  expect(response.status).toBe(503)
  const health = await response.text()
  expect(JSON.parse(health)).toMatchObject({ status: 'degraded', database: { ok: false } })
  expect(health).not.toContain('nothing@')
})

test('health says so to strangers too: the launcher is one where PUBLIC_URL is set', async () => {
  const health = await (await call('GET', '/api/health', { headers: { authorization: undefined } })).json()
  expect(health).toEqual({
    status: 'degraded',
    database: { ok: false, message: expect.stringContaining('The database does not answer') },
    reconciler: { ok: true, message: null },
  })
  const { healthInShort, serverHealth } = await import('@/lib/predictions/server-health')
  const hanging = { ok: false, here: true, lastRoundMsAgo: 40_000, message: 'It has not finished a round lately.' }
  expect(healthInShort({ ...(await serverHealth()), reconciler: hanging }).reconciler).toEqual({ ok: false, message: hanging.message })
})

test('a request is 503 as a problem', async () => {
  const response = await call('GET', '/api/v1/predictions')
  expect(response.status).toBe(503)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(await response.json()).toMatchObject({ code: 'UNAVAILABLE' })
})
