// Whether a request may come in by where it comes from: Host against DNS rebinding, Origin against other sites' pages. Pure.
import { Problem } from '@/lib/errors'

const IP_LITERAL = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]+\])$/i

/** Host name of a Host header, without port, lower case. */
const hostName = (host: string): string => host.replace(/:\d+$/, '').toLowerCase()

/** A rebinding attack needs a name of its own: addresses, localhost and the configured name are ours. */
export function isOurHost(host: string | null, publicUrl: string | null): boolean {
  const name = host === null ? '' : hostName(host)
  return name === 'localhost' || IP_LITERAL.test(name) || (publicUrl !== null && new URL(publicUrl).hostname === name)
}

/** @throws Problem FOREIGN_HOST */
export function demandHost(host: string | null, publicUrl: string | null): void {
  if (isOurHost(host, publicUrl)) return
  throw new Problem('FOREIGN_HOST', 'Open this server under localhost, its IP address, or the address in PUBLIC_URL.')
}

/**
 * Demands that a request which changes something comes from our own pages.
 * Browsers send Origin on every such request. A program sends neither that nor Sec-Fetch-Site, and shows an API key, which no foreign page can make a browser send.
 */
export function demandOrigin(headers: Headers, publicUrl: string | null): void {
  const site = headers.get('sec-fetch-site')
  const origin = headers.get('origin')
  if (site !== null && site !== 'same-origin' && site !== 'none') throw foreign()
  if (origin === null && site === null && headers.has('authorization')) return
  if (origin === null) throw new Problem('FOREIGN_ORIGIN', 'A program shows an API key: "Authorization: Bearer atm_...". A browser sends Origin, and this request has neither.')
  // A proxy in front may have put its own name into Host.
  if (publicUrl !== null && origin === publicUrl) return
  if (!URL.canParse(origin) || new URL(origin).host !== headers.get('host')) throw foreign()
}

const foreign = (): Problem => new Problem('FOREIGN_ORIGIN', 'This can only be done from a page of this server. Reload the page and try again.')
