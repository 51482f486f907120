import 'server-only'
// How passwords are kept: scrypt at OWASP's first setting (N = 2^17, r = 8, p = 1, 128 MB each), two at a time, so that a crowd at the door costs time and not memory.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { Problem } from '@/lib/errors'
import { Turns } from '@/lib/turns'

const COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 160 * 1024 * 1024 }
const KEY_BYTES = 32
const AT_ONCE = 2
/** About ten seconds of work on a slow machine; more are sent away rather than kept. */
const MOST_WAITING = 40

const turns = new Turns(AT_ONCE)
let present = 0

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // The same letters typed on another keyboard must give the same bytes.
    scrypt(password.normalize('NFKC'), salt, KEY_BYTES, COST, (error, key) => (error === null ? resolve(key) : reject(error)))
  })
}

async function inTurn(password: string, salt: Buffer): Promise<Buffer> {
  if (present >= MOST_WAITING) throw new Problem('BUSY', 'Very many people sign in at this moment. Try again in half a minute.')
  present += 1
  try {
    return await turns.take(() => derive(password, salt))
  } finally {
    present -= 1
  }
}

/** @returns `scrypt$<salt>$<key>`, base64url parts */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  return `scrypt$${salt.toString('base64url')}$${(await inTurn(password, salt)).toString('base64url')}`
}

/** @throws Error when the kept form is none of ours, Problem BUSY when too many wait */
export async function verifyPassword({ hash, password }: { hash: string; password: string }): Promise<boolean> {
  const [kind, salt, key] = hash.split('$')
  if (kind !== 'scrypt' || salt === undefined || key === undefined) throw new Error('The kept password is not in a known form.')
  const expected = Buffer.from(key, 'base64url')
  const given = await inTurn(password, Buffer.from(salt, 'base64url'))
  return expected.length === given.length && timingSafeEqual(expected, given)
}
