import 'server-only'
// Where a request came from, as the audit tells it: the client's address, and whether a browser sent it.
import type { RequestFrom } from '@/lib/access/actor'
import { peerOf } from '@/lib/door/peer'

/** Browsers name their page or its relation to the address in every request that can change something; programs do neither. */
const isOfBrowser = (headers: Headers): boolean => headers.has('origin') || headers.has('sec-fetch-site')

export const requestFrom = (headers: Headers): RequestFrom => ({ address: peerOf(headers).address, via: isOfBrowser(headers) ? 'browser' : 'program' })
