// Where an endpoint is and how a URL to it is built. Refuses ids that could change the path and hosts that a key must not be sent to.

/** One endpoint that speaks RunPod's job API. `baseUrl` includes `/v2` and has no slash at its end. */
export type EndpointAddress = { kind: 'runpod' | 'local'; baseUrl: string; endpointId: string; apiKey: string }

/** A fault of an address: `refused` means that nothing is ever sent there, `warning` that it will hardly work. */
export type AddressProblem = { level: 'refused' | 'warning'; message: string; cure: string }

export const RUNPOD_BASE_URL = 'https://api.runpod.ai/v2'

/** Ids as RunPod's own tools accept them; 80 characters leave room beyond the 39 seen. */
const ID = /^[A-Za-z0-9_-]{1,80}$/

export const isRunPodId = (text: unknown): text is string => typeof text === 'string' && ID.test(text)

export function isLoopback(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '')
  return bare === 'localhost' || bare === '::1' || /^127(\.\d{1,3}){3}$/.test(bare)
}

const refused = (message: string, cure: string): AddressProblem => ({ level: 'refused', message, cure })

/** What is wrong with an address, or null. The message never holds the key or more of the URL than its host. */
export function addressProblem(address: Pick<EndpointAddress, 'baseUrl' | 'endpointId'>): AddressProblem | null {
  const setAddress = `Set RUNPOD_ENDPOINT_BASE_URL to ${RUNPOD_BASE_URL}, or leave it out.`
  if (!URL.canParse(address.baseUrl)) return refused('The address of the endpoint is not a URL.', setAddress)
  const url = new URL(address.baseUrl)
  if (url.username || url.password || url.search || url.hash) {
    return refused('The address of the endpoint holds a user name, a query or a fragment.', 'Keep secrets out of the address; the key is sent in a header.')
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    return refused(`The endpoint at ${url.host} is not reached over https, so the key would travel in the clear.`, setAddress)
  }
  if (!isRunPodId(address.endpointId)) {
    return refused('The endpoint id may hold letters, digits, "-" and "_" only.', 'Copy the id of the serverless endpoint from the RunPod console.')
  }
  if (url.hostname === 'api.runpod.io' || url.hostname === 'rest.runpod.io') {
    return {
      level: 'warning',
      message: `${url.hostname} is RunPod's management host; jobs are served by api.runpod.ai and a job sent here is answered with 404.`,
      cure: setAddress,
    }
  }
  return null
}

/** The URL of a job route, e.g. `endpointUrl(address, ['status', jobId])`. Throws on a part that is not a plain id. */
export function endpointUrl(address: EndpointAddress, parts: string[], query: Record<string, string> = {}): URL {
  const problem = addressProblem(address)
  if (problem?.level === 'refused') throw new TypeError(problem.message)
  const strange = parts.find((part) => !isRunPodId(part))
  if (strange !== undefined) throw new TypeError('A job id may hold letters, digits, "-" and "_" only.')
  const url = new URL(`${address.baseUrl.replace(/\/+$/, '')}/${address.endpointId}/${parts.join('/')}`)
  for (const [name, text] of Object.entries(query)) url.searchParams.set(name, text)
  return url
}
