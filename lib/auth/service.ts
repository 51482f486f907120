import 'server-only'
// Signing in and out, choosing a team, changing one's password, and setting an installation up.
import { isAPIError } from 'better-auth/api'
import type { Actor, Identity } from '@/lib/access/actor'
import { permissionsOf } from '@/lib/access/permissions'
import { writeAuditLine } from '@/lib/audit/store'
import { demoPersonId, isDemoOffered, type Caller } from '@/lib/auth/demo'
import { demandUnguessable } from '@/lib/auth/guessable'
import { auth } from '@/lib/auth/library'
import { hashPassword, verifyPassword } from '@/lib/auth/password'
import { isSetUp, FIRST_TEAM, writeFirstAdmin } from '@/lib/auth/set-up-store'
import { chooseTeam as storeTeam, endSession } from '@/lib/auth/session-store'
import type { ChangePassword, DemoRole, SetUp, SignIn } from '@/lib/auth/schema'
import { auditFailedSignIn, auditSelf } from '@/lib/auth/self-audit-store'
import { confirmSession, keptPassword, replacePassword } from '@/lib/auth/sign-in-store'
import { countTry, forgetTries, takeBackTry } from '@/lib/auth/try-store'
import { HOUR, MINUTE } from '@/lib/clock'
import { sameSecret } from '@/lib/crypto'
import { database, databaseNow } from '@/lib/db'
import { env } from '@/lib/env'
import { notFound, Problem } from '@/lib/errors'
import { networkOf } from '@/lib/trusted-proxies'
import type { SessionView } from '@/lib/teams/schema'
import { teamsOf } from '@/lib/teams/store'

/** Enough for whoever tries all their passwords; guessing is hopeless at that pace. For one account from one address. */
const PER_ACCOUNT = { most: 10, withinMs: 15 * MINUTE }
/** Still hopeless, and many addresses are needed to keep somebody out with it. */
const PER_ACCOUNT_FROM_ANYWHERE = { most: 100, withinMs: HOUR }
/** A whole group may sit behind one address: who gets in is not counted. */
export const PER_ADDRESS = { most: 50, withinMs: 15 * MINUTE }

export const byAddress = (what: string, { from }: Caller): string => `${what} from ${from.address === null ? 'an unknown address' : networkOf(from.address)}`

/** @returns an empty answer that sets the session's cookie */
export async function signIn(caller: Caller, { email, password }: SignIn): Promise<Response> {
  const [account, here] = [`sign-in of ${email}`, byAddress(`sign-in of ${email}`, caller)]
  await countTry({ [byAddress('sign-in', caller)]: PER_ADDRESS, [here]: PER_ACCOUNT, [account]: PER_ACCOUNT_FROM_ANYWHERE })
  const made = await sessionFor({ email, password })
  // Only what the counts above let through, so that a crowd at the door fills no table.
  if (made === null) {
    await auditFailedSignIn(caller.from, email)
    throw unfit()
  }
  const { headers, user } = made
  await forgetTries(account, here)
  await takeBackTry(byAddress('sign-in', caller))
  await auditSelf({ personId: user.id, personName: user.name, from: caller.from }, 'signed in')
  return signedIn(headers)
}

/** null: they do not fit together, or do no longer when the session is made. */
async function sessionFor({ email, password }: SignIn): Promise<{ headers: Headers; user: { id: string; name: string } } | null> {
  const kept = await keptPassword({ email })
  const answer = await auth()
    .api.signInEmail({ body: { email, password }, returnHeaders: true })
    .catch((error: unknown) => {
      if (isAPIError(error) && error.statusCode === 401) return null
      throw error
    })
  if (answer === null) return null
  const { token, user } = answer.response
  return (await confirmSession(token, user.id, kept)) ? { headers: answer.headers, user } : null
}

/** The same words for an unknown address, a wrong password and a disabled account: who has an account is nobody's business. */
const unfit = (): Problem => new Problem('UNAUTHORISED', 'E-mail address and password do not fit together.')

/** Signs a person in who has shown by other means who they are. */
export async function signInKnown(personId: string): Promise<Response> {
  return signedIn((await auth().api.signInKnown({ body: { personId }, returnHeaders: true })).headers)
}

function signedIn(made: Headers): Response {
  const headers = new Headers({ 'cache-control': 'no-store' })
  for (const cookie of made.getSetCookie()) headers.append('set-cookie', cookie)
  return new Response(null, { status: 204, headers })
}

/** Ends the session and takes its cookie away. */
export async function signOut(actor: Actor, { headers }: Caller): Promise<Response> {
  await endSession(actor.credential.id)
  await auditSelf(actor, 'signed out')
  return signedIn((await auth().api.signOut({ headers, returnHeaders: true })).headers)
}

/** @throws Problem NOT_FOUND where there is no demo */
export async function signInDemo(caller: Caller, role: DemoRole): Promise<Response> {
  if (!(await isDemoOffered(caller))) throw new Problem('NOT_FOUND', 'There is no demo here: it is for the machine itself that Atomera runs on, and ends with the first real account.')
  const personId = demoPersonId(role)
  await auditSelf({ personId, personName: `Demo ${role}`, from: caller.from }, 'signed in')
  return signInKnown(personId)
}

/** A code as it is compared: however somebody grouped it and whatever the keyboard made of its letters. */
const lettersOf = (code: string): string => code.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

/** Makes the first admin and signs them in. @throws Problem when the code is wrong or somebody was first */
export async function setUp(caller: Caller, { code, ...given }: SetUp): Promise<Response> {
  if (await isSetUp()) throw new Problem('CONFLICT', 'This installation is set up already. Ask its admin for an invitation.')
  await countTry({ [byAddress('set-up', caller)]: PER_ACCOUNT })
  const { setupCode } = env()
  if (setupCode === null) throw new Problem('FORBIDDEN', 'This server was started without a set-up code: start it with npm run up, or set ATOMERA_SETUP_CODE.')
  if (!sameSecret(lettersOf(code), lettersOf(setupCode))) throw new Problem('FORBIDDEN', 'That is not the code. The console that started Atomera shows it.', [{ at: 'code', message: 'That is not the code.' }])
  const { password, ...admin } = given
  demandUnguessable(password, 'password', [admin.name, admin.email, admin.teamName])
  const passwordHash = await hashPassword(password)
  const personId = await writeFirstAdmin({ ...admin, passwordHash }, (on, id, at) => {
    const actor: Actor = { personId: id, personName: admin.name, teamId: FIRST_TEAM, roles: ['lead', 'admin'], credential: { kind: 'session', id: '' }, from: caller.from }
    return writeAuditLine(on, { actor, verb: 'set the installation up', subject: FIRST_TEAM, subjectName: admin.teamName, at })
  })
  return signInKnown(personId)
}

/** What a page or a program may know of itself. */
export async function viewSession({ actor, email, isAdmin, isDemo }: Identity): Promise<SessionView> {
  const { personId, personName, teamId, roles, credential } = actor
  const teams = await teamsOf({ personId, isAdmin })
  return {
    person: { id: personId, name: personName, email, isAdmin, isDemo },
    team: teams.find(({ id }) => id === teamId) ?? null,
    teams: credential.kind === 'key' ? teams.filter(({ id }) => id === teamId) : teams,
    roles: [...roles],
    permissions: [...permissionsOf(roles, credential.kind === 'key' ? credential.scopes : null)],
    via: credential.kind,
  }
}

/** @throws Problem NOT_FOUND for a team that the person may not look into */
export async function chooseTeam(actor: Actor, teamId: string): Promise<void> {
  const { personId, roles, credential } = actor
  const teams = await teamsOf({ personId, isAdmin: roles.includes('admin') })
  const team = teams.find(({ id }) => id === teamId)
  if (team === undefined) throw notFound('team')
  await database().$transaction(async (on) => {
    await storeTeam(on, credential.id, teamId)
    if (team.role === null) await writeAuditLine(on, { actor: { ...actor, teamId }, verb: 'looked into the team', subject: teamId, subjectName: team.name, at: await databaseNow(on) })
  })
}

/** Changes the password and ends every other session of the person. @returns an answer with the cookie of a new session */
export async function changePassword(actor: Actor, { current, next }: ChangePassword): Promise<Response> {
  const account = `password of ${actor.personId}`
  await countTry({ [account]: PER_ACCOUNT })
  const kept = await keptPassword({ personId: actor.personId })
  const isKnown = kept !== null && (await verifyPassword({ hash: kept, password: current }))
  if (!isKnown) throw new Problem('FORBIDDEN', 'The current password is not right.', [{ at: 'current', message: 'That is not your password.' }])
  demandUnguessable(next, 'next', [actor.personName])
  const changed = await replacePassword(actor.personId, kept, await hashPassword(next), async (on) => {
    await writeAuditLine(on, { actor: { ...actor, teamId: '' }, verb: 'changed the password', subject: actor.personId, at: await databaseNow(on) })
  })
  if (!changed) throw new Problem('CONFLICT', 'The password was changed elsewhere at this moment. Sign in with the newer one.')
  await forgetTries(account)
  return signInKnown(actor.personId)
}
