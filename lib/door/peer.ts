import 'server-only'
// From where a request comes. Next knows no socket and takes what a client wrote into X-Forwarded-For for granted, so each request is put
// right before Next sees it, on the diagnostics channel on which Node announces it. What did not pass there has no address.
import { randomUUID } from 'node:crypto'
import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import { env } from '@/lib/env'
import { clientAddress, type TrustedProxies } from '@/lib/trusted-proxies'

/** `<token> <direct or forwarded> <address>`; what a client sends under this name is overwritten, and lacks the token. */
const HEADER = 'x-atomera-peer'
/** What proxies write, and anybody else can. */
const FORWARDING = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-port', 'x-forwarded-proto', 'x-real-ip']
/** Signs of a proxy in between, beside those. */
const FORWARDED_BY = [...FORWARDING, 'via', 'cf-connecting-ip', 'true-client-ip', 'x-client-ip']

const created = globalThis as typeof globalThis & { atomeraPeerToken?: string }

/** Puts every request right from now on. Called once, before the first request. */
export function announcePeers(): void {
  if (created.atomeraPeerToken !== undefined) return
  const token = (created.atomeraPeerToken = randomUUID())
  const trusted = env().trustedProxies
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage }
    markPeer(request, trusted, token)
  })
}

/** X-Forwarded-For becomes the one address that is believed. Its sisters go, whoever wrote them: PUBLIC_URL says under which name and scheme we are known. */
function markPeer({ headers, httpVersion, socket }: IncomingMessage, trusted: TrustedProxies, token: string): void {
  // No browser speaks HTTP/1.0 any more; proxies do, some of which add no header at all.
  const isForwarded = httpVersion === '1.0' || FORWARDED_BY.some((name) => headers[name] !== undefined)
  const address = clientAddress([headers['x-forwarded-for'] ?? []].flat().join(','), socket.remoteAddress, trusted)
  for (const name of FORWARDING) delete headers[name]
  if (address !== null) headers['x-forwarded-for'] = address
  headers[HEADER] = `${token} ${isForwarded ? 'forwarded' : 'direct'} ${address ?? ''}`
}

export type Peer = {
  /** The client's address: the other end of the connection, or whom a trusted proxy names. Null when it is not known. */
  address: string | null
  /** Something on the way says that it passed the request on, trusted or not; also when nothing is known. */
  isForwarded: boolean
}

export function peerOf(headers: Headers): Peer {
  const [token, way, address] = (headers.get(HEADER) ?? '').split(' ')
  if (created.atomeraPeerToken === undefined || token !== created.atomeraPeerToken) return { address: null, isForwarded: true }
  return { address: address || null, isForwarded: way !== 'direct' }
}
