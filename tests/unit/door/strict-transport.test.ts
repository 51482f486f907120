// Whether pages and the API ask the browser to stay with https: where that is their public address, and nowhere else.
import { NextRequest } from 'next/server'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

beforeEach(() => {
  vi.resetModules()
  vi.stubEnv('DATABASE_URL', 'postgresql://nobody@127.0.0.1:1/none')
  vi.stubEnv('ATOMERA_KEY_ENCRYPTION_KEY', 'ab'.repeat(32))
})
afterEach(() => vi.unstubAllEnvs())

test.each([
  ['https://atomera.example.org', 'max-age=31536000'],
  ['http://localhost:3000', null],
  ['', null],
])('PUBLIC_URL=%s: %s', async (publicUrl, expected) => {
  vi.stubEnv('PUBLIC_URL', publicUrl)
  const { proxy } = await import('@/proxy')
  expect(proxy(new NextRequest('http://127.0.0.1:3000/')).headers.get('strict-transport-security')).toBe(expected)
  const { withFixedHeaders } = await import('@/lib/door/fixed-headers')
  const { headers } = withFixedHeaders(new Response('{}'))
  expect([headers.get('strict-transport-security'), headers.get('x-content-type-options')]).toEqual([expected, 'nosniff'])
})
