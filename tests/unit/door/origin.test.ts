// Who may come in: hosts of ours against DNS rebinding, origins of ours against other sites' pages.
import { describe, expect, test } from 'vitest'
import { demandHost, demandOrigin } from '@/lib/door/origin'

const headers = (entries: Record<string, string>): Headers => new Headers({ host: '127.0.0.1:3000', ...entries })

describe('demandHost', () => {
  test.each(['localhost', 'localhost:3000', '127.0.0.1:3000', '[::1]:3000', '192.168.1.7:3000', 'LOCALHOST:80'])('lets %s in', (host) => {
    expect(() => demandHost(host, null)).not.toThrow()
  })
  test.each(['evil.example', 'localhost.evil.example:3000', '127.0.0.1.evil.example', '', null])('refuses %s', (host) => {
    expect(() => demandHost(host, 'https://atomera.example.org')).toThrow(/FOREIGN_HOST/)
  })
  test('lets the public name in', () => expect(() => demandHost('atomera.example.org', 'https://atomera.example.org')).not.toThrow())
})

describe('demandOrigin', () => {
  test('lets our own page in, under whatever name it was opened', () => {
    expect(() => demandOrigin(headers({ origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-origin' }), null)).not.toThrow()
    expect(() => demandOrigin(headers({ host: 'localhost:3000', origin: 'http://localhost:3000' }), null)).not.toThrow()
  })
  test('lets the public address in behind a proxy that rewrites Host', () => {
    expect(() => demandOrigin(headers({ origin: 'https://atomera.example.org', 'sec-fetch-site': 'same-origin' }), 'https://atomera.example.org')).not.toThrow()
  })
  test('sends a program away, which has a key to show', () => expect(() => demandOrigin(headers({}), null)).toThrow(/API key/))
  test('lets a program in that shows a key', () => expect(() => demandOrigin(headers({ authorization: 'Bearer atm_x' }), null)).not.toThrow())
  test.each([
    [{ origin: 'https://evil.example' }],
    [{ origin: 'http://127.0.0.1:3001' }],
    [{ origin: 'null' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:3000' }],
    [{ 'sec-fetch-site': 'same-origin' }],
  ])('refuses %j', (entries) => expect(() => demandOrigin(headers(entries), 'https://atomera.example.org')).toThrow(/FOREIGN_ORIGIN/))
})
