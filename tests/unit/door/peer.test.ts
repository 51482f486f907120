// The client's address: nobody is believed who is not a trusted proxy, and then only as far as the chain of trusted ones reaches.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { announcePeers, peerOf } from '@/lib/door/peer'
import { clientAddress, networkOf, NOBODY, trustedProxiesIn } from '@/lib/trusted-proxies'

function trusting(text: string) {
  const proxies = trustedProxiesIn(text)
  if (proxies === null) throw new Error(`${text} is no list of proxies`)
  return proxies
}

describe('trustedProxiesIn', () => {
  test.each(['127.0.0.1', '127.0.0.1, 10.0.0.0/8', '::1,fd00::/8 , 192.168.7.3/32', '2001:db8::/1', '2001:db8::5/128'])('takes %s', (text) => {
    expect(trustedProxiesIn(text)).not.toBeNull()
  })
  test.each(['', 'localhost', '*', '10.0.0.0/33', '::/129', '0.0.0.0/0', '::/0', '10.0.0.0/8,', '10.0.0/8', '010.0.0.1', 'fe80::1%eth0', '10.0.0.1:80', '10.0.0.0/-1', '10.0.0.0/8/8'])('refuses "%s"', (text) => {
    expect(trustedProxiesIn(text)).toBeNull()
  })
})

describe('clientAddress', () => {
  test('without trusted proxies it is whoever connected, whatever the header says', () => {
    fc.assert(fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), fc.ipV4(), (told, peer) => clientAddress(told, peer, NOBODY) === peer))
  })

  test('entries that a client wrote itself never count behind a trusted proxy, however many there are', () => {
    const trusted = trusting('10.0.0.0/8')
    fc.assert(fc.property(fc.array(fc.oneof(fc.ipV4(), fc.constant('10.1.1.1'), fc.string().filter((text) => !text.includes(',')))), (told) => clientAddress([...told, '203.0.113.9'].join(', '), '10.0.0.1', trusted) === '203.0.113.9'))
  })

  test.each([
    ['203.0.113.9', '127.0.0.1', '203.0.113.9'],
    ['203.0.113.9, 10.0.0.2', '127.0.0.1', '203.0.113.9'],
    ['198.51.100.1, 203.0.113.9, 10.0.0.2', '127.0.0.1', '203.0.113.9'],
    // Nobody but trusted ones: the one furthest away.
    ['10.0.0.3, 10.0.0.2', '127.0.0.1', '10.0.0.3'],
    // What a trusted proxy does not say in an address is not guessed.
    ['203.0.113.9, unknown', '127.0.0.1', '127.0.0.1'],
    ['', '127.0.0.1', '127.0.0.1'],
    [undefined, '127.0.0.1', '127.0.0.1'],
    ['203.0.113.9', '192.0.2.1', '192.0.2.1'],
    // Written in other ways, with ports, and as IPv6.
    ['203.0.113.9:51234', '::ffff:127.0.0.1', '203.0.113.9'],
    ['[2001:DB8:0::1]:443', '::ffff:7f00:1', '2001:db8::1'],
    ['::ffff:203.0.113.9, fd00::2', '127.0.0.1', '203.0.113.9'],
    [undefined, 'fe80::1%eth0', 'fe80::1'],
  ])('%s by way of %s is %s', (forwardedFor, peer, expected) => {
    expect(clientAddress(forwardedFor, peer, trusting('127.0.0.1, 10.0.0.0/8, fd00::/8'))).toBe(expected)
  })

  test('a connection that is gone has no address, and no header gives it one', () => expect(clientAddress('203.0.113.9', undefined, trusting('127.0.0.1'))).toBeNull())
})

describe('peerOf', () => {
  const server = createServer((request, response) => {
    const headers = new Headers(Object.entries(request.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] satisfies [string, string]] : [])))
    response.end(JSON.stringify({ peer: peerOf(headers), forwarding: [...headers.keys()].filter((name) => /forwarded|real-ip/.test(name)), forwardedFor: headers.get('x-forwarded-for') }))
  })
  const asked = async (headers: Record<string, string> = {}): Promise<unknown> => (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { headers })).json()
  const SPOOFED = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', forwarded: 'for=203.0.113.9', 'x-real-ip': '203.0.113.9' }

  beforeAll(async () => {
    vi.stubEnv('DATABASE_URL', 'postgresql://nobody@127.0.0.1:1/none')
    vi.stubEnv('ATOMERA_KEY_ENCRYPTION_KEY', 'ab'.repeat(32))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterAll(() => {
    vi.unstubAllEnvs()
    server.close()
  })

  test('before requests are put right nothing is known, and nothing is believed', async () => {
    expect(await asked({ 'x-atomera-peer': 'undefined direct 203.0.113.9' })).toMatchObject({ peer: { address: null, isForwarded: true } })
  })

  test('is the other end of the connection; what the client wrote is gone, and that it wrote it is known', async () => {
    announcePeers()
    expect(await asked()).toEqual({ peer: { address: '127.0.0.1', isForwarded: false }, forwarding: ['x-forwarded-for'], forwardedFor: '127.0.0.1' })
    expect(await asked(SPOOFED)).toEqual({ peer: { address: '127.0.0.1', isForwarded: true }, forwarding: ['x-forwarded-for'], forwardedFor: '127.0.0.1' })
    expect(await asked({ via: '1.1 somebody' })).toMatchObject({ peer: { address: '127.0.0.1', isForwarded: true } })
    expect(await asked({ 'x-atomera-peer': 'guessed direct 203.0.113.9' })).toMatchObject({ peer: { address: '127.0.0.1', isForwarded: false } })
  })

  test('another process\'s word for it is not believed', () => {
    expect(peerOf(new Headers({ 'x-atomera-peer': '00000000-0000-0000-0000-000000000000 direct 203.0.113.9' }))).toEqual({ address: null, isForwarded: true })
  })
})

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80:0:0:1::', 'fe80:0:0:1::/64'],
])('tries from %s are counted for %s', (address, network) => expect(networkOf(address)).toBe(network))
