// Whether a host can only be one of the own house: this machine, a private address, or a name that no public server has. Pure; nothing is looked up.

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])
/** RFC 1918, and the unique local addresses of RFC 4193. */
const PRIVATE_ADDRESS = /^(?:10\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d{1,3}\.\d{1,3}$|^\[f[cd][0-9a-f]{2}:/
const HOUSE_NAME = /^[a-z0-9-]+$|\.(?:local|lan|internal|home\.arpa)$/

/** `hostname` as URL gives it: lower case, IPv6 in brackets. */
export const isLoopback = (hostname: string): boolean => LOOPBACK.has(hostname)

export const isPrivateHost = (hostname: string): boolean => isLoopback(hostname) || PRIVATE_ADDRESS.test(hostname) || HOUSE_NAME.test(hostname)
