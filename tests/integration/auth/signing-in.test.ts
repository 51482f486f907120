// Setting up once, signing in and out, choosing a team, the password, tries that are too many, and what the database keeps of it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SessionView } from '@/lib/teams/schema'
import { call, json } from '../../support/calls'
import { openHouse, type House } from '../../support/house'
import { addPerson, addPersonAtBrowser } from '../../support/people'
import { by, cookieOf, NOBODY } from '../../support/sessions'

const CODE = 'abcde-fghjk-mnpq'
const ADA = { name: 'Ada Lovelace', email: 'ada@example.org', password: 'engines that compute' }
const SET_UP = { code: CODE, teamName: 'Analytical', ...ADA }

let house: House
beforeAll(async () => { house = await openHouse({ ATOMERA_SETUP_CODE: CODE }) })
afterAll(() => house.close())

const signIn = (body: object = { email: ADA.email, password: ADA.password }, headers: Record<string, string> = {}) => call('POST', '/api/v1/session', { body, headers: { ...NOBODY, ...headers } })
const sessionOf = (cookie: string): Promise<SessionView> => json('GET', '/api/v1/session', { headers: by(cookie) })
const statusFor = async (cookie: string): Promise<number> => (await call('GET', '/api/v1/session', { headers: by(cookie) })).status

test('without a session or a key, nobody is anybody', async () => {
  const answer = await call('GET', '/api/v1/predictions', { headers: NOBODY })
  expect(answer.status).toBe(401)
  expect(await answer.json()).toMatchObject({ code: 'UNAUTHORISED', detail: expect.stringContaining('Sign in') })
  expect(await statusFor('atomera_session=made.up')).toBe(401)
  expect(await statusFor('atomera_session=%E0%A4%A')).toBe(401)
})

/** What a password that is tried early is answered with. */
const GUESSABLE = (at: string) => ({ code: 'INVALID_REQUEST', complaints: [{ at, message: expect.stringContaining('Take a few words') }] })

describe('setting up', () => {
  test('with a common password, or one made of what was typed beside it, makes no account', async () => {
    for (const password of ['Password1234!', 'AdaLovelace1815']) {
      expect(await (await call('POST', '/api/v1/setup', { headers: NOBODY, body: { ...SET_UP, password } })).json()).toMatchObject(GUESSABLE('password'))
    }
    expect(await house.sql('SELECT 1 FROM installation')).toEqual([])
  })

  test('a wrong code makes no account and says where the right one is', async () => {
    const answer = await call('POST', '/api/v1/setup', { headers: NOBODY, body: { ...SET_UP, code: 'wrong-wrong-wron' } })
    expect(answer.status).toBe(403)
    expect((await answer.json()).complaints).toEqual([{ at: 'code', message: expect.any(String) }])
    expect(await house.sql('SELECT 1 FROM installation')).toEqual([])
  })

  test('a demo person is there before, and of several who press at once one becomes the admin', async () => {
    expect(await json('GET', '/api/v1/session')).toMatchObject({ person: { isDemo: true }, team: { name: 'Demo team' } })
    const answers = await Promise.all([1, 2, 3].map((n) => call('POST', '/api/v1/setup', { headers: NOBODY, body: { ...SET_UP, email: n === 1 ? ADA.email : `other${n}@example.org` } })))
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409, 409])
    const people = await house.sql<{ email: string }>('SELECT email FROM person WHERE NOT is_demo')
    expect(people).toHaveLength(1)
    await house.sql('UPDATE person SET email = $1 WHERE NOT is_demo', [ADA.email])
    const cookie = cookieOf(answers.find(({ status }) => status === 204) ?? new Response())
    expect(await sessionOf(cookie)).toMatchObject({ person: { name: 'Ada Lovelace', isAdmin: true }, team: { id: 'team_local', name: 'Analytical', role: 'lead' }, roles: ['lead', 'admin'] })
  })

  test('afterwards the demo is over for good: its key, its people, its button', async () => {
    expect((await call('GET', '/api/v1/session')).status).toBe(401)
    expect(await house.sql('SELECT count(*)::int AS open FROM person WHERE is_demo AND disabled_at IS NULL')).toEqual([{ open: 0 }])
    expect((await call('POST', '/api/v1/session/demo', { headers: NOBODY, body: { role: 'admin' } })).status).toBe(404)
    expect((await call('POST', '/api/v1/setup', { headers: NOBODY, body: SET_UP })).status).toBe(409)
  })
})

describe('signing in', () => {
  test('works with the right password, whatever the letters of the address, and gives a session of its own each time', async () => {
    const [first, second] = [await signIn(), await signIn({ email: '  ADA@Example.org ', password: ADA.password })]
    expect([first.status, second.status]).toEqual([204, 204])
    expect(first.headers.getSetCookie()[0]).toMatch(/^atomera_session=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/)
    expect(cookieOf(first)).not.toBe(cookieOf(second))
    expect(await sessionOf(cookieOf(second))).toMatchObject({ via: 'session', person: { email: ADA.email } })
  })

  test('a session that was planted before is not the one that is signed in', async () => {
    const planted = 'atomera_session=chosen-by-somebody-else.c2lnbmF0dXJl'
    const answer = await signIn(undefined, { cookie: planted })
    expect(cookieOf(answer)).not.toBe(planted)
    expect(await statusFor(planted)).toBe(401)
  })

  test('unknown address and wrong password read alike', async () => {
    const wrong = await (await signIn({ email: ADA.email, password: 'not this one at all' })).json()
    const unknown = await (await signIn({ email: 'nobody@example.org', password: 'not this one at all' })).json()
    expect(wrong).toEqual(unknown)
    expect(wrong.detail).toContain('do not fit together')
  })

  test('what failed is told by the audit, with the account where there is one, and never as it was typed', async () => {
    const before = (await house.sql<{ id: string }>('SELECT max(id)::text AS id FROM audit_line'))[0]?.id
    await signIn({ email: ADA.email, password: 'not this one at all' })
    await signIn({ email: 'my-secret-password@example.org', password: 'not this one at all' })
    const lines = await house.sql('SELECT actor_name AS who, verb, subject, subject_name AS name, detail FROM audit_line WHERE id > $1 ORDER BY id', [before])
    const [{ id } = {}] = await house.sql<{ id: string }>('SELECT id FROM person WHERE email = $1', [ADA.email])
    const failed = { who: 'Somebody', verb: 'failed to sign in', detail: null }
    expect(lines).toEqual([{ ...failed, subject: id, name: 'Ada Lovelace' }, { ...failed, subject: 'an unknown account', name: null }])
  })

  test('made-up accounts fill no table, from however many networks', async () => {
    const lines = () => house.sql("SELECT count(*)::int AS lines FROM audit_line WHERE subject = 'an unknown account'")
    await signIn({ email: 'made-up@example.org', password: 'not this one at all' })
    await house.sql("UPDATE try_count SET count = 200 WHERE key = encode(sha256('a line of the audit for an unknown account'), 'hex')")
    const before = await lines()
    expect((await signIn({ email: 'made-up-too@example.org', password: 'not this one at all' })).status).toBe(401)
    expect(await lines()).toEqual(before)
    await house.sql('DELETE FROM try_count')
  })

  test('more is refused than the form asks for, and nothing but JSON', async () => {
    expect((await signIn({ email: ADA.email, password: ADA.password, isAdmin: true })).status).toBe(400)
    const form = await call('POST', '/api/v1/session', { raw: `email=${ADA.email}&password=${ADA.password}`, headers: { ...NOBODY, 'content-type': 'application/x-www-form-urlencoded' } })
    expect(form.status).toBe(415)
  })

  test('guessing at one account ends after ten tries, also for the right password, and for that account alone', async () => {
    const { id } = await addPerson(house.sql, { role: 'scientist' })
    const email = `${id}@example.org`
    const answers = await Promise.all(Array.from({ length: 14 }, () => signIn({ email, password: 'guessed it again' })))
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(4)
    // A flood fills no table: what was not let through is not written.
    expect(await house.sql("SELECT count(*)::int AS lines FROM audit_line WHERE subject = $1 AND verb = 'failed to sign in'", [id])).toEqual([{ lines: 10 }])
    const [refused] = answers.filter(({ status }) => status === 429)
    expect((await refused?.json()).detail).toMatch(/Wait \d+ (seconds|minutes)/)
    expect((await signIn()).status).toBe(204)
    await house.advance(16 * 60_000)
    expect((await signIn({ email, password: 'guessed it again' })).status).toBe(401)
  }, 60_000)
})

describe('while the password is being checked', () => {
  /** The check is slow, so that what is done meanwhile is there before its session. */
  const signInWhile = async (meanwhile: () => Promise<unknown>): Promise<Response> => {
    const [answer] = await Promise.all([signIn(), meanwhile()])
    return answer
  }

  test('a disabled account is not signed in, and enabling it brings no session back', async () => {
    const before = await house.sql('SELECT id FROM session')
    const answer = await signInWhile(() => house.sql('UPDATE person SET disabled_at = app_now() WHERE email = $1', [ADA.email]))
    expect(answer.status).toBe(401)
    await house.sql('UPDATE person SET disabled_at = NULL WHERE email = $1', [ADA.email])
    expect(await house.sql('SELECT id FROM session')).toEqual(before)
    expect((await signIn()).status).toBe(204)
  })

  test('a password that is another by then opens nothing', async () => {
    const kept = await house.sql<{ password: string }>('SELECT password FROM account')
    const answer = await signInWhile(() => new Promise((resolve) => setTimeout(resolve, 30)).then(() => house.sql("UPDATE account SET password = password || 'x'")))
    expect(answer.status).toBe(401)
    await house.sql('UPDATE account SET password = $1', [kept[0]?.password])
    expect((await signIn()).status).toBe(204)
  })
})

test('what a request may do is asked again when its body has come: somebody who was removed meanwhile does nothing more', async () => {
  const { id, headers } = await addPersonAtBrowser(house.sql, { role: 'lead' })
  let finish = () => undefined as void
  const body = new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode('{"role":"lead"'))
      finish = () => {
        controller.enqueue(new TextEncoder().encode('}'))
        controller.close()
      }
    },
  })
  const { POST } = await import('@/app/api/v1/team/invitations/route')
  const init = { method: 'POST', body, duplex: 'half', headers: { cookie: headers.cookie, host: '127.0.0.1:3000', origin: 'http://127.0.0.1:3000', 'content-type': 'application/json' } }
  const answer = POST(new Request('http://127.0.0.1:3000/api/v1/team/invitations', init), { params: Promise.resolve({}) })
  await new Promise((resolve) => setTimeout(resolve, 300))
  await house.sql('UPDATE person SET disabled_at = app_now() WHERE id = $1', [id])
  finish()
  expect((await answer).status).toBe(401)
})

test('who gets in is not counted against the address; guessing is', async () => {
  await house.sql('DELETE FROM try_count')
  expect((await signIn({ email: 'nobody@example.org', password: 'guessed it again' })).status).toBe(401)
  await house.sql("UPDATE try_count SET count = 49 WHERE key = encode(sha256('sign-in from an unknown address'), 'hex')")
  for (const _time of [1, 2]) expect((await signIn()).status).toBe(204)
  expect((await signIn({ email: 'nobody@example.org', password: 'guessed it again' })).status).toBe(401)
  expect((await signIn({ email: 'nobody@example.org', password: 'guessed it again' })).status).toBe(429)
  await house.sql('DELETE FROM try_count')
})

test('tries that are refused already lock nobody else out', async () => {
  const { id } = await addPerson(house.sql, { role: 'scientist' })
  const others = await addPerson(house.sql, { role: 'scientist' })
  await house.advance(60 * 60_000)
  expect((await signIn({ email: 'nobody@example.org', password: 'guessed it again' })).status).toBe(401)
  await house.sql("UPDATE try_count SET count = 50 WHERE key = encode(sha256('sign-in from an unknown address'), 'hex')")
  expect((await signIn({ email: `${id}@example.org`, password: 'guessed it again' })).status).toBe(429)
  await Promise.all(Array.from({ length: 12 }, () => signIn({ email: `${others.id}@example.org`, password: 'guessed it again' })))
  await house.advance(16 * 60_000)
  expect((await signIn({ email: `${others.id}@example.org`, password: 'guessed it again' })).status).toBe(401)
  await house.advance(-76 * 60_000)
})

describe('a session', () => {
  test('ends when one signs out, and only that one', async () => {
    const [here, there] = [cookieOf(await signIn()), cookieOf(await signIn())]
    const answer = await call('DELETE', '/api/v1/session', { headers: by(here) })
    expect(answer.status).toBe(204)
    expect(answer.headers.getSetCookie()[0]).toMatch(/^atomera_session=; Max-Age=0/)
    expect([await statusFor(here), await statusFor(there)]).toEqual([401, 200])
  })

  test('shows the team that was chosen, and none that is not one\'s own', async () => {
    const cookie = cookieOf(await signIn())
    await house.sql("INSERT INTO team (id, name) VALUES ('team_b', 'Aardvarks')")
    expect(await sessionOf(cookie)).toMatchObject({ team: { id: 'team_local' }, teams: [{ id: 'team_b', role: null }, { id: 'team_local', role: 'lead' }] })
    expect((await call('PATCH', '/api/v1/session', { headers: by(cookie), body: { teamId: 'team_b' } })).status).toBe(204)
    const seen = await sessionOf(cookie)
    expect(seen).toMatchObject({ team: { id: 'team_b', role: null }, roles: ['admin'] })
    expect(seen.permissions).not.toContain('predictions:submit')
    // An admin who looks where they do not belong leaves a trace; into their own team, none.
    expect((await call('PATCH', '/api/v1/session', { headers: by(cookie), body: { teamId: 'team_local' } })).status).toBe(204)
    expect(await house.sql("SELECT verb, subject, team_id AS team FROM audit_line WHERE verb = 'looked into the team'")).toEqual([{ verb: 'looked into the team', subject: 'team_b', team: 'team_b' }])
    expect((await call('PATCH', '/api/v1/session', { headers: by(cookie), body: { teamId: 'team_b' } })).status).toBe(204)
    await house.sql('UPDATE person SET is_admin = false WHERE email = $1', [ADA.email])
    expect(await sessionOf(cookie)).toMatchObject({ team: { id: 'team_local' }, roles: ['lead'] })
    expect((await call('PATCH', '/api/v1/session', { headers: by(cookie), body: { teamId: 'team_b' } })).status).toBe(404)
    await house.sql('UPDATE person SET is_admin = true WHERE email = $1', [ADA.email])
  })

  test('changes nothing for a page that shows another team than it does, but the team itself and the session', async () => {
    await house.sql("INSERT INTO team (id, name) VALUES ('team_shown', 'Shown') ON CONFLICT DO NOTHING")
    const cookie = cookieOf(await signIn())
    const from = (team: string) => ({ ...by(cookie), 'atomera-team': team })
    const submit = (team: string) => call('POST', '/api/v1/predictions', { headers: from(team), body: { unheardOf: true } })
    const refused = await submit('team_shown')
    expect([refused.status, await refused.json()]).toEqual([409, expect.objectContaining({ code: 'TEAM_CHANGED', detail: expect.stringContaining('Load it again') })])
    // Let in, and told what is wrong with the body.
    expect((await submit('team_local')).status).toBe(400)
    expect((await call('GET', '/api/v1/predictions', { headers: from('team_shown') })).status).toBe(200)
    expect((await call('POST', '/api/v1/teams', { headers: from('team_shown'), body: { unheardOf: true } })).status).toBe(400)
    expect((await call('PATCH', '/api/v1/session', { headers: from('team_local'), body: { teamId: 'team_shown' } })).status).toBe(204)
    expect((await submit('team_local')).status).toBe(409)
    expect((await call('DELETE', '/api/v1/session', { headers: from('team_local') })).status).toBe(204)
  })

  test('ends after a week without use', async () => {
    const cookie = cookieOf(await signIn())
    await house.advance(6 * 86_400_000)
    expect(await statusFor(cookie)).toBe(200)
    await house.advance(6 * 86_400_000)
    expect(await statusFor(cookie)).toBe(200)
    await house.advance(8 * 86_400_000)
    expect(await statusFor(cookie)).toBe(401)
    await house.advance(-20 * 86_400_000)
  })

  test('opens nothing from the moment its person is disabled', async () => {
    const cookie = cookieOf(await signIn())
    await house.sql('UPDATE person SET disabled_at = app_now() WHERE email = $1', [ADA.email])
    expect(await statusFor(cookie)).toBe(401)
    await house.sql('UPDATE person SET disabled_at = NULL WHERE email = $1', [ADA.email])
  })
})

test('a changed password ends every other session, keeps this browser in, and is the one that counts', async () => {
  const [here, there] = [cookieOf(await signIn()), cookieOf(await signIn())]
  const change = (body: object) => call('POST', '/api/v1/session/password', { headers: by(here), body })
  const wrong = await change({ current: 'not the password', next: 'a wholly new phrase' })
  expect([wrong.status, (await wrong.json()).complaints[0].at]).toEqual([403, 'current'])
  expect((await change({ current: ADA.password, next: 'short' })).status).toBe(400)
  expect(await (await change({ current: ADA.password, next: 'qwertyuiop12' })).json()).toMatchObject(GUESSABLE('next'))
  const done = await change({ current: ADA.password, next: 'a wholly new phrase' })
  expect(done.status).toBe(204)
  expect([await statusFor(here), await statusFor(there), await statusFor(cookieOf(done))]).toEqual([401, 401, 200])
  expect((await signIn()).status).toBe(401)
  expect((await signIn({ email: ADA.email, password: 'a wholly new phrase' })).status).toBe(204)
})

test('the database holds no session and no password that could be used', async () => {
  const cookie = cookieOf(await signIn({ email: ADA.email, password: 'a wholly new phrase' }))
  const token = decodeURIComponent(cookie.split('=')[1] ?? '').split('.')[0] ?? ''
  expect(token.length).toBeGreaterThan(20)
  const tables = await house.sql<{ name: string }>("SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'")
  const everything = JSON.stringify(await Promise.all(tables.map(({ name }) => house.sql(`SELECT * FROM "${name}"`))))
  expect(everything).toContain('scrypt$')
  for (const secret of [token, 'a wholly new phrase', ADA.password, CODE]) expect(everything).not.toContain(secret)
})

test('who signed in and out, set up and changed the password stands in the audit', async () => {
  const verbs = (await house.sql<{ verb: string }>('SELECT DISTINCT verb FROM audit_line ORDER BY verb')).map(({ verb }) => verb)
  expect(verbs).toEqual(['changed the password', 'failed to sign in', 'looked into the team', 'set the installation up', 'signed in', 'signed out'])
})
