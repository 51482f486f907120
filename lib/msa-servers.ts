// Which MSA servers an installation allows, and which of them a prediction asks: sequences of proteins go there. Pure, and light enough for the browser.

/** The default of Boltz-2 itself. */
export const PUBLIC_MSA_SERVER = 'https://api.colabfold.com'

/** What may be allowed: the public server, one of the installation's own, both, or none, where every protein runs as a single sequence. */
export const MSA_SERVERS = ['public', 'own', 'both', 'none'] as const
export type MsaServers = (typeof MSA_SERVERS)[number]

export type MsaServer = 'public' | 'own'

/** `own` is its address, null where it is not allowed or has none. */
export type MsaPolicy = { public: boolean; own: string | null }

export const msaPolicyOf = (servers: MsaServers, ownUrl: string | null): MsaPolicy => ({
  public: servers === 'public' || servers === 'both',
  own: servers === 'own' || servers === 'both' ? ownUrl : null,
})

export type ChosenMsaServer = { server: MsaServer; url: string }

/** The server that is asked: the wished one, or without a wish the own one before the public one. null: it is not allowed. */
export function chosenMsaServer(policy: MsaPolicy, wish: MsaServer | null): ChosenMsaServer | null {
  if (wish !== 'public' && policy.own !== null) return { server: 'own', url: policy.own }
  if (wish !== 'own' && policy.public) return { server: 'public', url: PUBLIC_MSA_SERVER }
  return null
}

export const MSA_URL_WORDS = 'must be the https:// address of an MSA server of your own, without user name, password and query (http:// only for 127.0.0.1 and localhost, as the worker sees it)'

/** As the worker reads it too. */
const MSA_URL = /^(?:https:\/\/[A-Za-z0-9.-]+|https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\]))(?::\d{1,5})?(?:\/[A-Za-z0-9._~/-]*)?$/

/** The public server is no server of one's own, under whatever spelling. */
export const isOwnMsaUrl = (text: string): boolean =>
  text.length <= 200 && MSA_URL.test(text) && URL.canParse(text) && new URL(text).hostname !== new URL(PUBLIC_MSA_SERVER).hostname

/** Where sequences went, as it is kept with a prediction, where it is not the address of a server. */
export const NO_SERVER = 'none'

/** "https://api.colabfold.com (the public server)". */
export function sentToWords(sentTo: string): string {
  if (sentTo === NO_SERVER) return 'no server'
  return sentTo === PUBLIC_MSA_SERVER ? `${sentTo} (the public ColabFold server)` : `${sentTo} (your own MSA server)`
}
