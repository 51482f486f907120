import 'server-only'
// better-auth as this product uses it: e-mail and password, sessions in Postgres, its functions called from our own routes. No route of its own is served,
// so its sign-up, its redirects and its limits (which count by address only, and not atomically) are not reachable.
import { hkdfSync } from 'node:crypto'
import { betterAuth } from 'better-auth'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { z } from 'zod'
import { databaseWithHiddenTokens } from '@/lib/auth/hidden-tokens-store'
import { hashPassword, verifyPassword } from '@/lib/auth/password'
import { PASSWORD_BOUNDS } from '@/lib/auth/schema'
import { DAY, SECOND } from '@/lib/clock'
import { newId } from '@/lib/crypto'
import { env } from '@/lib/env'
import { log } from '@/lib/log'

/** However often it is used, a session ends then. */
const SESSION_LIFE_MS = 30 * DAY

/** Under https the browser itself refuses a cookie of this name that was set for a domain, by a neighbour for instance. */
export function sessionCookie(): { name: string; secure: boolean } {
  const secure = env().publicUrl?.startsWith('https:') ?? false
  return { name: secure ? '__Host-atomera_session' : 'atomera_session', secure }
}

/** Signs somebody in whom another way than a password has proven: a demo person, the first admin, somebody with an invitation or a reset link. */
const knownPerson = {
  id: 'known-person',
  endpoints: {
    signInKnown: createAuthEndpoint('/known-person', { method: 'POST', body: z.object({ personId: z.string() }), metadata: { SERVER_ONLY: true } }, async (context) => {
      const { internalAdapter } = context.context
      const user = await internalAdapter.findUserById(context.body.personId)
      if (user === null) throw new Error('There is no such person to sign in.')
      const session = await internalAdapter.createSession(user.id, false)
      await setSessionCookie(context, { session, user })
      return context.json({})
    }),
  },
}

function make() {
  const { name, secure } = sessionCookie()
  return betterAuth({
    appName: 'Atomera',
    // Without one it guesses from the request.
    baseURL: env().publicUrl ?? 'http://127.0.0.1',
    secret: Buffer.from(hkdfSync('sha256', env().keyEncryptionKey, '', 'session cookies', 32)).toString('base64'),
    database: prismaAdapter(databaseWithHiddenTokens(), { provider: 'postgresql' }),
    user: { modelName: 'person' },
    session: { fields: { userId: 'personId' }, expiresIn: SESSION_LIFE_MS / SECOND, disableSessionRefresh: true },
    account: { fields: { userId: 'personId' } },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_BOUNDS.min,
      maxPasswordLength: PASSWORD_BOUNDS.max,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    advanced: {
      useSecureCookies: false,
      cookies: { session_token: { name, attributes: { httpOnly: true, sameSite: 'lax', path: '/', secure } } },
      database: { generateId: ({ model }) => newId(model === 'session' ? 'ses' : model) },
      ipAddress: { disableIpTracking: true },
    },
    // Its words may repeat what was typed.
    logger: { level: 'error', log: (level, message) => log.warn({ level, message }, 'the accounts library complains') },
    plugins: [knownPerson],
  })
}

const created = globalThis as typeof globalThis & { atomeraAuth?: ReturnType<typeof make> }

/** Made at the first call, so that a build needs no settings. */
export const auth = (): ReturnType<typeof make> => (created.atomeraAuth ??= make())
