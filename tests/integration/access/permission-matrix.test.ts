// Every route of the API, called by everybody whom the table of permissions tells apart: let in where it says so, and nowhere else.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PERMISSIONS, PERMISSIONS_OF, permissionsOf, SCOPES, type Role, type Scope } from '@/lib/access/permissions'
import { newId } from '@/lib/crypto'
import type { PredictionView } from '@/lib/predictions/schema'
import { json, untilEnded, type SentHeaders } from '../../support/calls'
import { ask, changesState, everyRoute, filesCalled, nameOf, type EveryRoute } from '../../support/every-route'
import { addPerson, addSession, FIRST_TEAM, type TestPerson } from '../../support/people'
import { openStage, submitSmall, type Stage } from '../predictions/stage'

/** Open to whoever reaches the server, and why. */
const OPEN = {
  'POST /api/v1/invitations/accept': 'coming in by the link of an invitation',
  'POST /api/v1/invitations/look': 'what such a link is',
  'POST /api/v1/session': 'signing in',
  'POST /api/v1/session/demo': 'signing in at the demo; it looks at the machine itself',
  'POST /api/v1/session/forgotten': 'asking for a link to set a new password',
  'POST /api/v1/session/reset': 'setting it, with the link',
  'POST /api/v1/setup': 'the first account, with the code that the console shows',
}

/** Not of `/api/v1`: no person calls them. */
const BESIDE = {
  'app/api/[...path]/route.ts': 'answers that there is nothing',
  'app/api/cron/reconcile/route.ts': 'a clock, with CRON_SECRET',
  'app/api/health/route.ts': 'whether the server lives; nothing of anybody',
  'app/api/webhooks/runpod/[attempt]/[token]/route.ts': 'an endpoint, with the token of the attempt',
}

let stage: Stage
let ended: PredictionView
const routes = await everyRoute()

beforeAll(async () => {
  stage = await openStage({ loop: false })
  const loop = await stage.startLoop()
  ended = await untilEnded((await submitSmall()).id)
  await loop.stop()
}, 120_000)
afterAll(() => stage.close())

/** Somebody who calls. `headers` are made for each call: signing out must not spoil the next one. */
type Caller = { personId: string; isKnown: boolean; roles: Role[]; scopes: readonly Scope[] | null; isOfTeam: boolean; headers(): Promise<SentHeaders> }

const NOBODY: SentHeaders = { authorization: undefined }
const FIRST = { teamId: FIRST_TEAM }
const SECOND = { teamId: 'team_second' }

type Person = Omit<Parameters<typeof addPerson>[1], 'scopes'>
const rolesOf = ({ role, isAdmin }: Person): Role[] => [...(role === null ? [] : [role]), ...(isAdmin ? ['admin' as const] : [])]

async function atBrowser(person: Person): Promise<Caller> {
  const { id, teamId } = await addPerson(stage.sql, person)
  return { personId: id, isKnown: true, roles: rolesOf(person), scopes: null, isOfTeam: teamId === FIRST_TEAM, headers: async () => (await addSession(stage.sql, id, teamId)).headers }
}

const byKey = ({ id, teamId, headers }: TestPerson, roles: Role[], scopes: readonly Scope[]): Caller => ({ personId: id, isKnown: true, roles, scopes, isOfTeam: teamId === FIRST_TEAM, headers: async () => headers })

async function withKey(person: Person, scopes: readonly Scope[] = SCOPES): Promise<Caller> {
  return byKey(await addPerson(stage.sql, { ...person, scopes }), rolesOf(person), scopes)
}

/** Whatever the credential was good for, it is so no longer. */
async function shutOut(statement: string, by: (person: Person) => Promise<Caller>): Promise<Caller> {
  const caller = await by({ role: 'lead', isAdmin: true })
  return { ...caller, isKnown: false, headers: async () => {
    const headers = await caller.headers()
    await stage.sql(statement, [caller.personId])
    return headers
  } }
}

const DISABLE = 'UPDATE person SET disabled_at = app_now() WHERE id = $1'

const CALLERS: Record<string, () => Promise<Caller>> = {
  'nobody who is signed in': async () => ({ personId: '', isKnown: false, roles: [], scopes: null, isOfTeam: false, headers: async () => NOBODY }),
  'a viewer': () => atBrowser({ role: 'viewer' }),
  'a scientist': () => atBrowser({ role: 'scientist' }),
  'a lead': () => atBrowser({ role: 'lead' }),
  'an admin who is not of the team': () => atBrowser({ role: null, isAdmin: true }),
  'an admin who is a scientist of the team': () => atBrowser({ role: 'scientist', isAdmin: true }),
  'an admin who leads the team': () => atBrowser({ role: 'lead', isAdmin: true }),
  'a stranger: the lead of another team': () => atBrowser({ role: 'lead', ...SECOND }),
  'somebody of no team': async () => ({ ...(await atBrowser({ role: null })), isOfTeam: false }),
  'a disabled person at a browser': () => shutOut(DISABLE, atBrowser),
  'a disabled person with a key': () => shutOut(DISABLE, withKey),
  'a session that was ended': () => shutOut('DELETE FROM session WHERE person_id = $1', atBrowser),
  'a revoked key': () => shutOut('UPDATE api_key SET revoked_at = app_now() WHERE person_id = $1', withKey),
  'a key that has run out': () => shutOut('UPDATE api_key SET expires_at = app_now() WHERE person_id = $1', withKey),
  'a viewer\'s key': () => withKey({ role: 'viewer' }),
  'a scientist\'s key': () => withKey({ role: 'scientist' }),
  'the key of an admin who leads the team': () => withKey({ role: 'lead', isAdmin: true }),
  'such a key that only reads': () => withKey({ role: 'lead', isAdmin: true }, ['read']),
  'such a key that only submits': () => withKey({ role: 'lead', isAdmin: true }, ['submit']),
  'such a key that only manages': () => withKey({ role: 'lead', isAdmin: true }, ['manage']),
  'a stranger\'s key': () => withKey({ role: 'lead', ...SECOND }),
  'a key for another team of somebody who leads this one too': async () => {
    const caller = await withKey({ role: 'lead', ...SECOND })
    await stage.sql("INSERT INTO membership (team_id, person_id, role) VALUES ($1, $2, 'lead')", [FIRST.teamId, caller.personId])
    return caller
  },
  'the key of somebody who has left the team': async () => {
    const caller = await withKey({ role: 'lead' })
    await stage.sql('DELETE FROM membership WHERE person_id = $1', [caller.personId])
    return { ...caller, roles: [] }
  },
}

/** What a part of an address stands for; of the first team, unless it is everybody's. */
const PARTS: Record<string, { isTeams: boolean; make(caller: Caller, mayChange: boolean): Promise<string> }> = {
  'predictions/[id]': { isTeams: true, make: aPrediction },
  'files/[name]': { isTeams: true, make: async () => ended.result?.files[0]?.name ?? '' },
  'attempts/[number]': { isTeams: true, make: async () => '1' },
  'tags/[tag]': { isTeams: true, make: async () => 'to repeat' },
  // The one that `addPerson` gives.
  'api-keys/[id]': { isTeams: false, make: async ({ personId }) => `key_${personId}` },
  // Of the team, and nothing but that, so that each can go.
  'members/[id]': { isTeams: true, make: aMember },
  'invitations/[id]': { isTeams: true, make: anInvitation },
  'people/[id]': { isTeams: false, make: aMember },
  'teams/[id]': { isTeams: false, make: async () => FIRST_TEAM },
  'members/[person]': { isTeams: false, make: aMember },
  'components/[code]': { isTeams: false, make: async () => 'ATP' },
}

/** To be read, or by whom it may not be changed: one with a result. Else one of the caller's own, so that what is asked is whether they may at all. */
async function aPrediction({ personId }: Caller, mayChange: boolean): Promise<string> {
  if (!mayChange) return ended.id
  const { id } = await submitSmall()
  await stage.sql('UPDATE prediction SET owner_id = $2 WHERE id = $1', [id, personId])
  return id
}

async function aMember(): Promise<string> {
  return (await addPerson(stage.sql, { role: 'scientist' })).id
}

async function anInvitation(): Promise<string> {
  const id = newId('inv')
  await stage.sql("INSERT INTO invitation (id, team_id, role, token_hash, invited_by_id, created_at, expires_at) VALUES ($1, $2, 'viewer', $1, $3, app_now(), app_now() + interval '1 day')", [id, FIRST_TEAM, await aMember()])
  return id
}

function partsOf({ address }: EveryRoute) {
  return [...address.matchAll(/([^/]+)\/\[(\w+)\]/g)].map(([whole, , name = '']) => {
    const part = PARTS[whole]
    if (part === undefined) throw new Error(`${address}: say in PARTS of this test what ${whole} is.`)
    return { name, part }
  })
}

type Outcome = 'in' | 401 | 403 | 404

function expected(route: EveryRoute, { isKnown, roles, scopes, isOfTeam }: Caller): Outcome {
  const { permission } = route.handler
  if (permission === null) return 'in'
  if (!isKnown) return 401
  if (!permissionsOf(roles, scopes).has(permission)) return 403
  return !isOfTeam && partsOf(route).some(({ part }) => part.isTeams) ? 404 : 'in'
}

const outcomeOf = (status: number): Outcome => (status === 401 || status === 403 || status === 404 ? status : 'in')

/** Of the routes that look at the body before the prediction or the member: one that they take, and by which nothing becomes another's. */
const BODIES: Record<string, object> = { 'PATCH /api/v1/predictions/[id]': { name: 'Renamed' }, 'POST /api/v1/predictions/[id]/retry': {}, 'PATCH /api/v1/team/members/[id]': { role: 'viewer' } }

/** Else with a body that no route takes: who is let in is told what is wrong with it, and changes nothing. */
async function outcome(route: EveryRoute, caller: Caller): Promise<Outcome> {
  const mayChange = changesState(route) && expected(route, caller) === 'in'
  const made = await Promise.all(partsOf(route).map(async ({ name, part }): Promise<[string, string]> => [name, await part.make(caller, mayChange)]))
  const body = BODIES[nameOf(route)] ?? { unheardOf: true }
  const answer = await ask(route, { params: Object.fromEntries(made), headers: await caller.headers(), ...(changesState(route) && { body }) })
  await answer.body?.cancel()
  expect(answer.status).toBeLessThan(500)
  return outcomeOf(answer.status)
}

describe('routes', () => {
  test('each says what it demands; those open to everybody are known', () => {
    expect(routes.length).toBeGreaterThan(30)
    const demanded = routes.filter(({ handler }) => handler.permission !== null)
    expect(demanded.filter(({ handler: { permission } }) => !PERMISSIONS.some((known) => known === permission)).map(nameOf)).toEqual([])
    expect(routes.filter(({ handler }) => handler.permission === null).map(nameOf).sort()).toEqual(Object.keys(OPEN))
  })

  test('beside /api/v1 there are only those that no person calls', () => {
    expect(filesCalled('route.ts', 'app').filter((file) => !file.startsWith('app/api/v1/'))).toEqual(Object.keys(BESIDE))
  })

  test('what belongs to the installation is for admins alone', () => {
    const ofInstallation = routes.filter(({ address }) => /^\/api\/v1\/(audit|people|settings|system|teams)\b/.test(address))
    expect(ofInstallation.length).toBeGreaterThan(6)
    expect(ofInstallation.filter(({ handler }) => PERMISSIONS_OF.lead.some((permission) => permission === handler.permission)).map(nameOf)).toEqual([])
  })

  test('what changes something is never let in by a permission to read', () => {
    expect(routes.filter((route) => changesState(route) && route.handler.permission?.endsWith(':read')).map(nameOf)).toEqual([])
  })
})

describe('let in as the table says', () => {
  test.each(Object.keys(CALLERS))('%s', async (name) => {
    const caller = await CALLERS[name]?.()
    if (caller === undefined) throw new Error('There is no such caller.')
    const demanded = routes.filter(({ handler }) => handler.permission !== null)
    const seen: Record<string, Outcome> = {}
    for (const route of demanded) seen[nameOf(route)] = await outcome(route, caller)
    expect(seen).toEqual(Object.fromEntries(demanded.map((route) => [nameOf(route), expected(route, caller)])))
    expect(Object.values(seen)).toContain(caller.isKnown ? 'in' : 401)
  }, 240_000)
})

describe('whose prediction it is', () => {
  const changing = routes.filter((route) => route.address.startsWith('/api/v1/predictions/[id]') && route.handler.permission === 'predictions:change')

  test.each([['a scientist', 403], ['a lead', 'in']] as const)('%s on another person\'s', async (name, expectedOutcome) => {
    const caller = await CALLERS[name]?.()
    if (caller === undefined) throw new Error('There is no such caller.')
    const seen: Record<string, Outcome> = {}
    // The body is one that is taken: only then is it looked at whose it is.
    for (const route of changing) {
      const { id } = await submitSmall()
      const answer = await ask(route, { params: { id, number: '1', tag: 'mine' }, headers: await caller.headers(), body: { name: 'Renamed by another' } })
      seen[nameOf(route)] = outcomeOf(answer.status)
    }
    expect(changing.length).toBeGreaterThan(4)
    expect(seen).toEqual(Object.fromEntries(changing.map((route) => [nameOf(route), expectedOutcome])))
  })
})

test('the session that a viewer has says of itself what the table says', async () => {
  const viewer = await CALLERS['a viewer']?.()
  const { permissions } = await json<{ permissions: string[] }>('GET', '/api/v1/session', { headers: await viewer?.headers() })
  expect(permissions.sort()).toEqual([...permissionsOf(['viewer'], null)].sort())
})
