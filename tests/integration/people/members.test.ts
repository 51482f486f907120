// Roles, removal, admins and disabling: the last lead and the last admin stay whoever presses at once, and what is taken away is away at once.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { MemberView, PersonView, TeamView } from '@/lib/people/schema'
import { atOnce } from '../../support/at-once'
import { call, json } from '../../support/calls'
import { openHouse, type House } from '../../support/house'
import { addPerson, addSession, type TestPerson } from '../../support/people'
import { markSetUp } from '../../support/set-up'

let house: House
let team = ''
/** Who has an account, by a key or at a browser. */
type Somebody = { id: string; headers: object }
let lead: TestPerson, second: TestPerson, scientist: TestPerson
let admin: Awaited<ReturnType<typeof atBrowser>>
let number = 0

beforeAll(async () => {
  house = await openHouse({ ATOMERA_DEMO: 'false' })
  await markSetUp(house.sql)
})
const sessionFor = async ({ id }: { id: string }) => (await addSession(house.sql, id)).headers
const atBrowser = async ({ id }: { id: string }) => ({ id, headers: await sessionFor({ id }) })
/** No key manages people. */
const addAdmin = async () => atBrowser(await addPerson(house.sql, { role: null, name: 'Ada', teamId: `${team}_b`, isAdmin: true }))
afterAll(() => house.close())
beforeEach(async () => {
  team = `team_${(number += 1)}`
  await house.sql('UPDATE person SET is_admin = false')
  lead = await addPerson(house.sql, { role: 'lead', name: 'Lena', teamId: team })
  second = await addPerson(house.sql, { role: 'lead', name: 'Luis', teamId: team })
  scientist = await addPerson(house.sql, { role: 'scientist', name: 'Sara', teamId: team })
  admin = await addAdmin()
})

/** What two who change each other both need. */
const MEMBERSHIPS = (): [string, unknown[]] => ['SELECT 1 FROM membership WHERE team_id = $1 FOR UPDATE', [team]]
const ADMINS: [string, unknown[]] = ['SELECT 1 FROM person WHERE is_admin FOR UPDATE', []]

const member = async (method: string, { id }: Somebody, who: Somebody, role?: string, headers: object | null = null): Promise<Response> =>
  call(method, `/api/v1/team/members/${id}`, { headers: { ...(headers ?? (await sessionFor(who))) }, ...(role !== undefined && { body: { role } }) })
const inTeam = (method: string, teamId: string, { id }: Somebody, role?: string, who: { headers: object } = admin): Promise<Response> =>
  call(method, `/api/v1/teams/${teamId}/members/${id}`, { headers: { ...who.headers }, ...(role !== undefined && { body: { role } }) })
const change = ({ id }: Somebody, body: object, who: { headers: object } = admin): Promise<Response> => call('PATCH', `/api/v1/people/${id}`, { headers: { ...who.headers }, body })
const statusFor = async (headers: object): Promise<number> => (await call('GET', '/api/v1/session', { headers: { ...headers } })).status
const leadsOf = async (teamId: string): Promise<number> => (await house.sql("SELECT 1 FROM membership WHERE team_id = $1 AND role = 'lead'", [teamId])).length
const lastLine = async (): Promise<unknown> => (await house.sql('SELECT verb, subject, team_id AS team, detail FROM audit_line ORDER BY id DESC LIMIT 1'))[0]
const conflict = async (answer: Response): Promise<string> => {
  expect(answer.status).toBe(409)
  return (await answer.json()).detail
}

describe('members of the team that is shown', () => {
  test('are seen by everybody in it, with addresses by those who manage them', async () => {
    const seen = async (headers: object): Promise<MemberView[]> => (await json<{ items: MemberView[] }>('GET', '/api/v1/team/members', { headers: { ...headers } })).items
    expect((await seen(await sessionFor(scientist))).map(({ name, role, email }) => [name, role, email])).toEqual([['Lena', 'lead', null], ['Luis', 'lead', null], ['Sara', 'scientist', null]])
    expect((await seen(await sessionFor(lead))).find(({ id }) => id === scientist.id)?.email).toBe(`${scientist.id}@example.org`)
    // A key manages nobody.
    expect((await seen(lead.headers)).map(({ email }) => email)).toEqual([null, null, null])
  })

  test('get another role from a lead: signed out at once, their keys work with the new role', async () => {
    const session = await sessionFor(scientist)
    expect(await statusFor(session)).toBe(200)
    expect((await member('PATCH', scientist, lead, 'viewer')).status).toBe(204)
    expect(await statusFor(session)).toBe(401)
    expect((await json<{ roles: string[] }>('GET', '/api/v1/session', { headers: scientist.headers })).roles).toEqual(['viewer'])
    expect(await lastLine()).toMatchObject({ verb: 'changed the role', subject: scientist.id, team, detail: { changes: { role: { from: 'scientist', to: 'viewer' } } } })
  })

  test('go: sessions end, the keys of this team are revoked and those of others not, and the work stays', async () => {
    const other = await addPerson(house.sql, { role: 'lead', teamId: `${team}_c` })
    await house.sql('INSERT INTO membership (team_id, person_id, role) VALUES ($1, $2, $3)', [team, other.id, 'scientist'])
    await house.sql("INSERT INTO api_key (id, team_id, person_id, name, hash, tail, scopes, created_at) VALUES ($1, $2, $3, 'here', $1, 'abcd', ARRAY['read'], now())", [`key_here_${team}`, team, other.id])
    const session = await sessionFor(other)
    expect((await member('DELETE', other, lead)).status).toBe(204)
    expect([await statusFor(session), await statusFor(other.headers)]).toEqual([401, 200])
    expect(await house.sql('SELECT team_id AS team FROM api_key WHERE person_id = $1 AND revoked_at IS NULL', [other.id])).toEqual([{ team: `${team}_c` }])
    expect(await house.sql('SELECT 1 AS there FROM person WHERE id = $1', [other.id])).toEqual([{ there: 1 }])
    expect(await lastLine()).toMatchObject({ verb: 'removed from the team', detail: { changes: { role: { from: 'scientist', to: null } } } })
  })

  test('are not changed by a scientist, nor by a lead of another team', async () => {
    const stranger = await addPerson(house.sql, { role: 'lead', teamId: `${team}_c` })
    expect((await member('PATCH', second, scientist, 'viewer')).status).toBe(403)
    expect((await member('PATCH', scientist, stranger, 'viewer')).status).toBe(404)
    expect((await member('DELETE', scientist, stranger)).status).toBe(404)
    expect((await inTeam('DELETE', team, scientist, undefined, await atBrowser(lead))).status).toBe(403)
  })
})

describe('the last lead stays', () => {
  test('against a change of role, removal and disabling, with words what to do first', async () => {
    await member('PATCH', second, lead, 'scientist')
    expect(await conflict(await member('PATCH', lead, lead, 'viewer'))).toContain('Make another member a lead first')
    expect(await conflict(await member('DELETE', lead, lead))).toContain('only lead')
    expect(await conflict(await change(lead, { isDisabled: true }))).toContain('only lead')
    expect((await member('PATCH', lead, lead, 'lead')).status).toBe(204)
    expect(await leadsOf(team)).toBe(1)
  })

  test('when two demote each other at the same moment', async () => {
    const answers = await atOnce(house.databaseUrl, MEMBERSHIPS(), [() => member('PATCH', second, lead, 'viewer'), () => member('PATCH', lead, second, 'viewer')])
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409])
    expect(await leadsOf(team)).toBe(1)
  })

  test('when both are removed, or one is disabled while the other goes, at the same moment', async () => {
    await atOnce(house.databaseUrl, MEMBERSHIPS(), [() => member('DELETE', second, lead), () => member('DELETE', lead, second)])
    expect(await leadsOf(team)).toBe(1)
    const [left] = await house.sql<{ id: string }>("SELECT person_id AS id FROM membership WHERE team_id = $1 AND role = 'lead'", [team])
    const third = await addPerson(house.sql, { role: 'lead', teamId: team })
    const answers = await Promise.all([change(third, { isDisabled: true }), call('DELETE', `/api/v1/teams/${team}/members/${left?.id ?? ''}`, { headers: admin.headers })])
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409])
    expect(await house.sql("SELECT 1 FROM membership m JOIN person p ON p.id = m.person_id WHERE team_id = $1 AND role = 'lead' AND disabled_at IS NULL", [team])).toHaveLength(1)
  })

  test('does not count who is disabled, who can go', async () => {
    await change(second, { isDisabled: true })
    expect(await conflict(await member('DELETE', lead, lead))).toContain('only lead')
    expect((await member('DELETE', second, lead)).status).toBe(204)
  })
})

describe('admins', () => {
  test('are made and unmade by admins; who is unmade is signed out', async () => {
    expect((await change(lead, { isAdmin: true }, await atBrowser(lead))).status).toBe(403)
    expect((await change(lead, { isAdmin: true })).status).toBe(204)
    const session = await sessionFor(lead)
    expect((await change(lead, { isAdmin: false })).status).toBe(204)
    expect(await statusFor(session)).toBe(401)
    expect(await lastLine()).toMatchObject({ verb: 'took admin away', subject: lead.id, team: '', detail: { changes: { admin: { from: true, to: false } } } })
  })

  test('give nobody power by a key, however wide: no admin is made, nobody enabled, invited, put into a team or made its lead', async () => {
    const key = await addPerson(house.sql, { role: 'lead', teamId: team, isAdmin: true })
    const answers = [
      await change(scientist, { isAdmin: true }, key),
      await change(scientist, { isDisabled: false }, key),
      await inTeam('PUT', `${team}_b`, scientist, 'lead', key),
      await member('PATCH', scientist, key, 'lead', key.headers),
      await call('POST', '/api/v1/team/invitations', { headers: key.headers, body: { role: 'lead' } }),
    ]
    for (const answer of answers) {
      expect([answer.status, (await answer.json()).detail]).toEqual([403, expect.stringContaining('Do it in the browser.')])
    }
    expect(await house.sql('SELECT is_admin FROM person WHERE id = $1', [scientist.id])).toEqual([{ is_admin: false }])
    expect(await house.sql('SELECT id FROM invitation WHERE team_id = $1', [team])).toEqual([])
    expect(await leadsOf(team)).toBe(3)
  })

  test('who is unmade keeps the keys of their own teams; of other teams none wakes when they join later', async () => {
    const other = await addPerson(house.sql, { role: 'lead', teamId: `${team}_c`, isAdmin: true })
    await house.sql("INSERT INTO api_key (id, team_id, person_id, name, hash, tail, scopes, created_at) VALUES ($1, $2, $3, 'elsewhere', $1, 'abcd', ARRAY['read'], now())", [`key_elsewhere_${team}`, team, other.id])
    expect((await change(other, { isAdmin: false })).status).toBe(204)
    expect(await house.sql('SELECT team_id AS team FROM api_key WHERE person_id = $1 AND revoked_at IS NULL', [other.id])).toEqual([{ team: `${team}_c` }])
    expect(await statusFor(other.headers)).toBe(200)
  })

  test('the last one stays, also when two unmake or disable each other at the same moment', async () => {
    expect(await conflict(await change(admin, { isAdmin: false }))).toContain('Make somebody else an admin first')
    const other = await addAdmin()
    const admins = async (): Promise<number> => (await house.sql('SELECT 1 FROM person WHERE is_admin AND disabled_at IS NULL')).length
    const unmade = await atOnce(house.databaseUrl, ADMINS, [() => change(other, { isAdmin: false }), () => change(admin, { isAdmin: false }, other)])
    expect([unmade.filter(({ status }) => status === 204).length, await admins()]).toEqual([1, 1])
    await house.sql('UPDATE person SET is_admin = true WHERE id = ANY($1)', [[admin.id, other.id]])
    const [one, two] = [await atBrowser(admin), await atBrowser(other)]
    const disabled = await atOnce(house.databaseUrl, ADMINS, [() => change(two, { isDisabled: true }, one), () => change(one, { isDisabled: true }, two)])
    expect([disabled.filter(({ status }) => status === 204).length, await admins()]).toEqual([1, 1])
  })
})

describe('disabling', () => {
  test('shuts sessions and keys at once, and enabling does not bring them back', async () => {
    const session = await sessionFor(scientist)
    expect((await change(scientist, { isDisabled: true })).status).toBe(204)
    expect([await statusFor(session), await statusFor(scientist.headers)]).toEqual([401, 401])
    const late = await sessionFor(scientist)
    expect((await change(scientist, { isDisabled: false })).status).toBe(204)
    expect(await statusFor(late)).toBe(401)
    expect([await statusFor(session), await statusFor(scientist.headers)]).toEqual([401, 401])
    const { items } = await json<{ items: PersonView[] }>('GET', '/api/v1/people', { headers: admin.headers })
    expect(items.find(({ id }) => id === scientist.id)).toMatchObject({ disabledAt: null, teams: [{ id: team, role: 'scientist' }] })
    expect(items.find(({ id }) => id === admin.id)?.lastSeenAt).not.toBeNull()
  })

  test('nobody disables themselves', async () => {
    await addAdmin()
    expect(await conflict(await change(admin, { isDisabled: true }))).toContain('yourself')
  })

  test('nobody of that id is 404', async () => {
    expect((await call('PATCH', '/api/v1/people/person_nobody', { headers: admin.headers, body: { isAdmin: true } })).status).toBe(404)
  })
})

describe('teams', () => {
  test('are made empty and renamed; people are put in once, and out', async () => {
    const { id } = await json<{ id: string }>('POST', '/api/v1/teams', { headers: admin.headers, body: { name: 'Kinases' }, expect: 201 })
    expect((await call('POST', '/api/v1/teams', { headers: await sessionFor(lead), body: { name: 'Mine' } })).status).toBe(403)
    expect((await call('PATCH', `/api/v1/teams/${id}`, { headers: admin.headers, body: { name: 'Phosphatases' } })).status).toBe(204)
    expect(await lastLine()).toMatchObject({ verb: 'renamed the team', team: id, detail: { changes: { name: { from: 'Kinases', to: 'Phosphatases' } } } })
    expect((await inTeam('PUT', id, scientist, 'scientist')).status).toBe(204)
    expect(await conflict(await inTeam('PUT', id, scientist, 'lead'))).toContain('already')
    expect((await inTeam('PATCH', id, scientist, 'lead')).status).toBe(204)
    const { items } = await json<{ items: TeamView[] }>('GET', '/api/v1/teams', { headers: admin.headers })
    expect(items.find((one) => one.id === id)).toMatchObject({ name: 'Phosphatases', members: 1, leads: 1, predictions: 0 })
    expect(await conflict(await inTeam('DELETE', id, scientist))).toContain('only lead')
    expect((await inTeam('PUT', 'team_nowhere', scientist, 'lead')).status).toBe(404)
  })

  test('a name is one team\'s alone, whatever the case of its letters, also of two who make it at once', async () => {
    const make = (name: string) => call('POST', '/api/v1/teams', { headers: admin.headers, body: { name } })
    expect((await Promise.all([make('100% sure_'), make('100% SURE_')])).map(({ status }) => status).sort()).toEqual([201, 409])
    // Signs of a pattern are letters like others.
    const { id } = await json<{ id: string }>('POST', '/api/v1/teams', { headers: admin.headers, body: { name: '1000 sure?' }, expect: 201 })
    const rename = (name: string) => call('PATCH', `/api/v1/teams/${id}`, { headers: admin.headers, body: { name } })
    expect(await conflict(await rename('100% Sure_'))).toBe('There is a team “100% Sure_” already. Take another name.')
    expect((await rename('1000 SURE?')).status).toBe(204)
  })

  test('a name is one line of at most 80 characters', async () => {
    for (const name of ['', ' ', 'x'.repeat(81), 'two\nlines', 'nul\u0000']) expect((await call('POST', '/api/v1/teams', { headers: admin.headers, body: { name } })).status).toBe(400)
  })
})

test('the people of the demo stay as they are', async () => {
  const demo = await addPerson(house.sql, { role: 'scientist', teamId: team })
  await house.sql('UPDATE person SET is_demo = true WHERE id = $1', [demo.id])
  for (const answer of [await change(demo, { isAdmin: true }), await change(demo, { isDisabled: true }), await member('PATCH', demo, lead, 'viewer'), await member('DELETE', demo, lead), await inTeam('PUT', `${team}_b`, demo, 'viewer')]) {
    expect(await conflict(answer)).toContain('demo')
  }
})
