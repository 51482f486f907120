// API keys: made by a person at a browser, shown once, kept as a hash; what they open, until when, and for whom they end.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { KeyList, MadeKey } from '@/lib/api-keys/schema'
import type { SessionView } from '@/lib/teams/schema'
import { call, json } from '../../support/calls'
import { openHouse, type House } from '../../support/house'
import { addPerson } from '../../support/people'

const KEYS = '/api/v1/api-keys'
const DAY = 86_400_000

let house: House
beforeAll(async () => { house = await openHouse() })
afterAll(() => house.close())

/** The headers of a browser in which somebody of the demo has signed in. */
async function signInDemo(role: 'scientist' | 'lead' | 'admin'): Promise<{ authorization: undefined; cookie: string }> {
  // As the door marks what Node announced to it.
  const marked = globalThis as typeof globalThis & { atomeraPeerToken?: string }
  marked.atomeraPeerToken = 'token'
  const answer = await call('POST', '/api/v1/session/demo', { headers: { authorization: undefined, 'x-atomera-peer': 'token direct 127.0.0.1' }, body: { role } })
  expect(answer.status).toBe(204)
  return { authorization: undefined, cookie: (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '' }
}

type Browser = Awaited<ReturnType<typeof signInDemo>>
const make = (headers: Browser, body: object = {}): Promise<MadeKey> => json('POST', KEYS, { headers, body: { name: 'Notebook', scopes: ['read', 'submit'], ...body }, expect: 201 })
const refusal = async (headers: Record<string, string | undefined>, body: object) => {
  const answer = await call('POST', KEYS, { headers, body: { name: 'Notebook', scopes: ['read'], ...body } })
  return { status: answer.status, problem: await answer.json() }
}
const list = async (headers: Record<string, string | undefined>) => (await json<KeyList>('GET', KEYS, { headers })).items
const revoke = async (headers: Record<string, string | undefined>, id: string): Promise<number> => (await call('DELETE', `${KEYS}/${id}`, { headers })).status
const by = (key: string) => ({ authorization: `Bearer ${key}` })
const statusFor = async (key: string, address = '/api/v1/session'): Promise<number> => (await call('GET', address, { headers: by(key) })).status

describe('a key that is made', () => {
  test('is shown once, opens its team, and is kept as a hash with its last four characters', async () => {
    const scientist = await signInDemo('scientist')
    const made = await make(scientist)
    expect(made.key).toMatch(/^atm_[\w-]{43}$/)
    expect(made).toMatchObject({ name: 'Notebook', scopes: ['read', 'submit'], team: { id: 'team_local', name: 'Demo team' }, tail: made.key.slice(-4), state: 'works', lastUsedAt: null, revokedAt: null })
    expect(Date.parse(made.expiresAt ?? '') - Date.parse(made.createdAt)).toBe(90 * DAY)
    const session = await json<SessionView>('GET', '/api/v1/session', { headers: by(made.key) })
    expect(session).toMatchObject({ via: 'key', person: { name: 'Demo scientist' }, team: { id: 'team_local' } })
    const listed = JSON.stringify(await list(scientist))
    expect(listed).toContain(made.id)
    expect(listed).not.toContain(made.key)
    const tables = await house.sql<{ name: string }>("SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'")
    let everything = ''
    for (const { name } of tables) everything += JSON.stringify(await house.sql(`SELECT t::text FROM "${name}" t`))
    expect(everything).toContain(made.id)
    expect(everything).not.toContain(made.key.slice(4))
  })

  test('shows when it was last used, to within a minute', async () => {
    const lead = await signInDemo('lead')
    const { id, key } = await make(lead)
    const used = async () => (await list(lead)).find((one) => one.id === id)?.lastUsedAt ?? null
    expect(await used()).toBeNull()
    await statusFor(key)
    const first = await used()
    expect(first).not.toBeNull()
    await statusFor(key)
    expect(await used()).toBe(first)
    await house.advance(61_000)
    await statusFor(key)
    expect(Date.parse((await used()) ?? '') - Date.parse(first ?? '')).toBeGreaterThanOrEqual(60_000)
  })

  test('stands in the audit with name and scopes, and its end too; never the key', async () => {
    const admin = await signInDemo('admin')
    const { id, key } = await make(admin, { name: 'Audited', scopes: ['manage', 'read'], expiresInDays: null })
    expect(await revoke(admin, id)).toBe(204)
    expect(await revoke(admin, id)).toBe(204)
    const lines = await house.sql<{ verb: string; subject_name: string; detail: object }>('SELECT verb, subject_name, detail FROM audit_line WHERE subject = $1 ORDER BY id', [id])
    expect(lines).toEqual([
      { verb: 'made an API key', subject_name: 'Audited', detail: { facts: { scopes: ['read', 'manage'], expiresAt: null } } },
      { verb: 'revoked an API key', subject_name: 'Audited', detail: { facts: { scopes: ['read', 'manage'] } } },
    ])
    expect(JSON.stringify(lines)).not.toContain(key)
  })
})

describe('what a key opens', () => {
  test('is what its scopes pass on of the role, and nothing that is for a person at a browser', async () => {
    const lead = await signInDemo('lead')
    const [reading, submitting] = [await make(lead, { scopes: ['read'] }), await make(lead, { scopes: ['submit'] })]
    const check = (key: string) => call('POST', '/api/v1/complexes/check', { headers: { ...by(key), origin: undefined }, body: { yaml: 'version: 1\n' } })
    expect([await statusFor(reading.key, '/api/v1/predictions'), (await check(reading.key)).status]).toEqual([200, 403])
    expect([await statusFor(submitting.key, '/api/v1/predictions'), (await check(submitting.key)).status]).toEqual([403, 200])
    const whole = await make(lead, { scopes: ['read', 'submit'] })
    const refused = await refusal({ ...by(whole.key), origin: undefined }, {})
    expect([refused.status, refused.problem.detail]).toEqual([403, expect.stringContaining('Do it in the browser.')])
    expect(await revoke({ ...by(whole.key), origin: undefined }, whole.id)).toBe(403)
    expect(await statusFor(whole.key, '/api/v1/settings')).toBe(403)
  })

  test('of the list of keys, is itself alone', async () => {
    const lead = await signInDemo('lead')
    const { id, key } = await make(lead, { scopes: ['read'] })
    expect((await list(lead)).length).toBeGreaterThan(1)
    expect((await list(by(key))).map((one) => one.id)).toEqual([id])
  })

  test('ends on its day, by the database clock', async () => {
    const lead = await signInDemo('lead')
    const [month, endless] = [await make(lead, { expiresInDays: 30 }), await make(lead, { expiresInDays: null })]
    await house.advance(30 * DAY - 60_000)
    expect([await statusFor(month.key), await statusFor(endless.key)]).toEqual([200, 200])
    await house.advance(120_000)
    expect([await statusFor(month.key), await statusFor(endless.key)]).toEqual([401, 200])
    // The browser was used all the while.
    await house.sql("UPDATE session SET seen_at = app_now(), expires_at = app_now() + interval '1 day'")
    const states = Object.fromEntries((await list(lead)).map(({ id, state }) => [id, state]))
    expect([states[month.id], states[endless.id]]).toEqual(['expired', 'works'])
    await house.advance(-30 * DAY - 60_000)
  })

  test('ends when it is revoked, and when its person is disabled', async () => {
    const scientist = await signInDemo('scientist')
    const [one, other] = [await make(scientist), await make(scientist)]
    expect(await revoke(scientist, one.id)).toBe(204)
    expect([await statusFor(one.key), await statusFor(other.key)]).toEqual([401, 200])
    expect((await list(scientist)).find(({ id }) => id === one.id)).toMatchObject({ state: 'revoked', revokedAt: expect.any(String) })
    await house.sql("UPDATE person SET disabled_at = app_now() WHERE id = 'person_demo_scientist'")
    expect(await statusFor(other.key)).toBe(401)
    await house.sql("UPDATE person SET disabled_at = NULL WHERE id = 'person_demo_scientist'")
  })

  test('ends for a team, or for all, in the transaction that takes a place away', async () => {
    const here = await addPerson(house.sql, { role: 'scientist' })
    const otherKey = `atm_${'key-for-another-team'.padEnd(43, '0')}`
    const { sha256 } = await import('@/lib/crypto')
    await house.sql("INSERT INTO team (id, name) VALUES ('team_other', 'Others')")
    await house.sql("INSERT INTO api_key (id, team_id, person_id, name, hash, tail, scopes, created_at) VALUES ('key_other', 'team_other', $1, 'x', $2, '0000', '{read}', now())", [here.id, sha256(otherKey)])
    const { database } = await import('@/lib/db')
    const { revokeKeysOf } = await import('@/lib/api-keys/store')
    expect(await database().$transaction((on) => revokeKeysOf(on, here.id, here.teamId))).toBe(1)
    expect([await statusFor(here.key), await statusFor(otherKey)]).toEqual([401, 200])
    expect(await database().$transaction((on) => revokeKeysOf(on, here.id))).toBe(1)
    expect(await statusFor(otherKey)).toBe(401)
  })
})

describe('refused', () => {
  test('are keys of others: they are not listed and not there to be revoked', async () => {
    const [scientist, admin] = [await signInDemo('scientist'), await signInDemo('admin')]
    const { id, key } = await make(scientist)
    expect((await list(admin)).map((one) => one.id)).not.toContain(id)
    expect([await revoke(admin, id), await revoke(admin, 'key_nobody')]).toEqual([404, 404])
    expect(await statusFor(key)).toBe(200)
  })

  test('are a name that says nothing, no scope, other scopes, other lives, and more than is asked for', async () => {
    const lead = await signInDemo('lead')
    const bodies = [{ name: '  ' }, { name: 'a\u0007' }, { name: 'x'.repeat(61) }, { scopes: [] }, { scopes: ['admin'] }, { expiresInDays: 31 }, { expiresInDays: -1 }, { teamId: 'team_other' }, { key: 'atm_mine' }]
    expect(await Promise.all(bodies.map(async (body) => (await refusal(lead, body)).status))).toEqual(bodies.map(() => 400))
  })

  test('is a scope with which the role could do nothing', async () => {
    const { status, problem } = await refusal(await signInDemo('scientist'), { scopes: ['read', 'manage'] })
    expect([status, problem.complaints]).toEqual([403, [{ at: 'scopes', message: expect.stringContaining('manage') }]])
  })

  test('is a key for somebody without a team', async () => {
    const scientist = await signInDemo('scientist')
    const place = await house.sql<{ role: string }>("DELETE FROM membership WHERE person_id = 'person_demo_scientist' RETURNING role")
    expect((await refusal(scientist, {})).status).toBe(403)
    await house.sql("INSERT INTO membership (team_id, person_id, role) VALUES ('team_local', 'person_demo_scientist', $1)", [place[0]?.role])
  })

  test('is the twenty-first key that works, also when many are asked for at once; a revoked one makes room', async () => {
    const admin = await signInDemo('admin')
    await house.sql("UPDATE api_key SET revoked_at = app_now() WHERE person_id = 'person_demo_admin'")
    const answers = await Promise.all(Array.from({ length: 24 }, () => call('POST', KEYS, { headers: admin, body: { name: 'One of many', scopes: ['read'] } })))
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(20).fill(201), ...Array(4).fill(409)])
    const [first] = await list(admin)
    expect(await revoke(admin, first?.id ?? '')).toBe(204)
    await make(admin)
    expect((await refusal(admin, {})).status).toBe(409)
  })
})

test('the demo\'s key of an earlier start ends when another start writes its own; other keys of its admin stay', async () => {
  const { demoPersonId } = await import('@/lib/auth/demo')
  const { writeDemo } = await import('@/lib/auth/demo-store')
  const admin = await signInDemo('admin')
  await house.sql("UPDATE api_key SET revoked_at = CASE WHEN name = 'Demo key of npm run up' THEN NULL ELSE app_now() END WHERE person_id = 'person_demo_admin'")
  const { id: made } = await make(admin)
  const later = `atm_${'key-of-a-later-start'.padEnd(43, '0')}`
  await writeDemo([{ id: demoPersonId('admin'), name: 'Demo admin', isAdmin: true, role: 'lead' }], later)
  const living = await house.sql<{ id: string; name: string }>("SELECT id, name FROM api_key WHERE person_id = 'person_demo_admin' AND revoked_at IS NULL")
  expect(living.filter(({ name }) => name === 'Demo key of npm run up')).toHaveLength(1)
  expect(living.map(({ id }) => id)).toContain(made)
  expect(await statusFor(later)).toBe(200)
})
