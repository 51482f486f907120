// Where an endpoint can call us back when a job has ended, or null where it cannot: then asking alone finds the end. Pure.
import { isLoopback } from '@/lib/compute/address'

type OwnAddresses = {
  /** PUBLIC_URL: where others reach this server. */
  publicUrl: string | null
  /** Where the server listens on this machine. */
  selfUrl: string | null
}

const isHere = (address: string): boolean => URL.canParse(address) && isLoopback(new URL(address).hostname)

/** The local endpoint is on this machine; any other needs an address that is not this machine's own name for itself. */
export function webhookBase(endpoint: { kind: 'runpod' | 'local'; baseUrl: string }, { publicUrl, selfUrl }: OwnAddresses): string | null {
  if (endpoint.kind === 'local') return selfUrl
  if (publicUrl === null || (isHere(publicUrl) && !isHere(endpoint.baseUrl))) return null
  return publicUrl
}

/** The token makes the address a secret: it must not be logged. */
export const webhookUrl = (base: string, attemptId: string, token: string): string => `${base}/api/webhooks/runpod/${attemptId}/${token}`
