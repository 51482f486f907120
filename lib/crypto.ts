import 'server-only'
// Ids, hashes and sealed secrets. A secret that cannot be unsealed is an error, never passed through.
import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { env } from '@/lib/env'

const ID_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'

/** `<prefix>_` and 20 characters of 5 random bits each (100 bits). */
export const newId = (prefix: string): string =>
  `${prefix}_${Array.from(randomBytes(20), (byte) => ID_ALPHABET.charAt(byte % 32)).join('')}`

/** 256 random bits, base64url. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** sha256 as 64 hexadecimal digits. */
export const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')

/** Compares without telling by its duration where the two differ. */
export const sameSecret = (given: string, expected: string): boolean =>
  timingSafeEqual(createHash('sha256').update(given).digest(), createHash('sha256').update(expected).digest())

const ALGORITHM = 'aes-256-gcm'

/**
 * Seals a secret with AES-256-GCM under the key-encryption key.
 * `place` (table, row, column) is bound in, so that a sealed value is worthless in another row.
 * @returns `v1.<iv>.<tag>.<ciphertext>`, base64url parts
 */
export function seal(secret: string, place: string): string {
  const iv = randomBytes(12)
  const cipher = createCipheriv(ALGORITHM, env().keyEncryptionKey, iv)
  cipher.setAAD(Buffer.from(`v1:${place}`))
  const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return ['v1', ...[iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'))].join('.')
}

/** Opens what `seal` made for the same place. @throws when the key, the place or the bytes are not the same */
export function unseal(sealed: string, place: string): string {
  const [version, iv, tag, content] = sealed.split('.')
  if (version !== 'v1' || !iv || !tag || content === undefined) throw new Error(`The sealed secret of ${place} is not in a known form.`)
  const decipher = createDecipheriv(ALGORITHM, env().keyEncryptionKey, Buffer.from(iv, 'base64url'))
  decipher.setAAD(Buffer.from(`v1:${place}`))
  decipher.setAuthTag(Buffer.from(tag, 'base64url'))
  return Buffer.concat([decipher.update(Buffer.from(content, 'base64url')), decipher.final()]).toString('utf8')
}
