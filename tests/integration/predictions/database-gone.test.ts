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

test('a request is 503 as a problem', async () => {
  const response = await call('GET', '/api/v1/predictions')
  expect(response.status).toBe(503)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(await response.json()).toMatchObject({ code: 'UNAVAILABLE' })
})
