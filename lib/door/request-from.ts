import 'server-only'
// Where a request came from, as the audit tells it: the client's address, and whether a browser sent it.
import type { Credential, RequestFrom } from '@/lib/access/actor'
import { peerOf } from '@/lib/door/peer'

/** Browsers name their page or its relation to the address in every request that can change something; programs do neither. */
const isOfBrowser = (headers: Headers): boolean => headers.has('origin') || headers.has('sec-fetch-site')

export function requestFrom(headers: Headers, credential?: Credential): RequestFrom {
  const { address } = peerOf(headers)
  if (credential?.kind === 'key') return { address, via: 'apiKey', apiKey: { id: credential.id, name: credential.name } }
  return { address, via: isOfBrowser(headers) ? 'browser' : 'program' }
}
