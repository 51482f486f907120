// The setting TRUSTED_PROXIES, and which address a request came from once their word counts. Believes nobody who is not in the list. Pure.
import { BlockList, isIP, SocketAddress } from 'node:net'

export type TrustedProxies = Pick<BlockList, 'check'>

export const TRUSTED_PROXIES_WORDS = 'must be addresses and networks of proxies, with commas between them: 127.0.0.1, 10.0.0.0/8 (a network of /0 would be everybody)'

export const NOBODY: TrustedProxies = new BlockList()

const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 4 ? 'ipv4' : 'ipv6')

/** Null when one of the entries is neither an address nor a network. */
export function trustedProxiesIn(text: string): TrustedProxies | null {
  const list = new BlockList()
  for (const entry of text.split(',').map((part) => part.trim())) {
    const [, address = '', bits = null] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(entry) ?? []
    if (isIP(address) === 0) return null
    if (bits === null) list.addAddress(address, family(address))
    else if (Number(bits) >= 1 && Number(bits) <= (isIP(address) === 4 ? 32 : 128)) list.addSubnet(address, Number(bits), family(address))
    else return null
  }
  return list
}

/** One way to write each address: IPv6 short and in small letters, an IPv4 address within IPv6 as IPv4, no port, no zone. Null when it is none. */
function addressIn(text: string): string | null {
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text
  if (isIP(bare) === 0) return null
  return new SocketAddress({ address: bare, family: family(bare) }).address.replace(/^::ffff:(?=[\d.]+$)/, '')
}

/**
 * The address of the client. `peer` is the other end of the connection; `X-Forwarded-For`, to which each proxy appends whom it was
 * called by, is read from its end for as long as the one who wrote an entry is trusted.
 */
export function clientAddress(forwardedFor: string | undefined, peer: string | undefined, trusted: TrustedProxies): string | null {
  let nearest = peer === undefined ? null : addressIn(peer)
  for (const entry of (forwardedFor ?? '').split(',').reverse()) {
    if (nearest === null || !trusted.check(nearest, family(nearest))) return nearest
    const told = addressIn(entry.trim())
    if (told === null) return nearest
    nearest = told
  }
  return nearest
}

/** What tries are counted by: an IPv4 address, or the /64 of an IPv6 one, since whoever has one of these has 2^64. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address
  const [before = '', after] = address.split('::')
  const head = before.split(':').filter((group) => group !== '')
  const tail = after?.split(':').filter((group) => group !== '') ?? []
  const whole = [...head, ...Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0'), ...tail]
  return `${whole.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}
