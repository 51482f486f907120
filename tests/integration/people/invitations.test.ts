// Invitations: who may make which, the link that is shown once and works once, and what it tells whom. Without a mail server.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { InvitationLook, InvitationView, MadeInvitation } from '@/lib/people/schema'
import type { SessionView } from '@/lib/teams/schema'
import { atOnce } from '../../support/at-once'
import { call, json } from '../../support/calls'
import { openHouse, type House } from '../../support/house'
import { addPerson, addPersonAtBrowser, addSession } from '../../support/people'
import { by, cookieOf, NOBODY } from '../../support/sessions'
import { markSetUp } from '../../support/set-up'

let house: House
type Person = Awaited<ReturnType<typeof addPersonAtBrowser>>
let lead: Person, scientist: Person, viewer: Person, admin: Person, otherLead: Person
beforeAll(async () => {
  house = await openHouse()
  lead = await addPersonAtBrowser(house.sql, { role: 'lead', name: 'Lena Lead', teamId: 'team_a' })
  scientist = await addPersonAtBrowser(house.sql, { role: 'scientist', teamId: 'team_a' })
  viewer = await addPersonAtBrowser(house.sql, { role: 'viewer', teamId: 'team_a' })
  admin = await addPersonAtBrowser(house.sql, { role: null, teamId: 'team_b', isAdmin: true })
  otherLead = await addPersonAtBrowser(house.sql, { role: 'lead', teamId: 'team_b' })
})
const sessionFor = async ({ id }: { id: string }) => (await addSession(house.sql, id)).headers
afterAll(() => house.close())

const invite = (body: object = { role: 'scientist' }, { headers }: { headers: object } = lead): Promise<MadeInvitation> => json('POST', '/api/v1/team/invitations', { headers: { ...headers }, body, expect: 201 })
const refused = async (status: number, body: object, { headers }: { headers: object }): Promise<string> => {
  const answer = await call('POST', '/api/v1/team/invitations', { headers: { ...headers }, body })
  expect(answer.status).toBe(status)
  return (await answer.json()).detail
}
const tokenOf = ({ link }: { link: string | null }): string => link?.split('#')[1] ?? ''
const look = (token: string, headers: object = NOBODY): Promise<InvitationLook> => json('POST', '/api/v1/invitations/look', { headers: { ...headers }, body: { token } })
const accept = (token: string, given: object = {}, headers: object = NOBODY): Promise<Response> => call('POST', '/api/v1/invitations/accept', { headers: { ...headers }, body: { token, ...given } })
const wordsOf = async (answer: Response): Promise<string> => (await answer.json()).detail
let number = 0
const newcomer = () => ({ name: 'New Comer', email: `new${(number += 1)}@example.org`, password: 'a few easy words' })

test('into the demo nobody is invited', async () => {
  expect(await refused(409, { role: 'scientist' }, lead)).toContain('/setup')
  await markSetUp(house.sql)
})

describe('who may invite', () => {
  test('leads into their team, admins into any; nobody else, and nobody into a team of others', async () => {
    expect((await invite()).invitation).toMatchObject({ team: { id: 'team_a' }, role: 'scientist', email: null, invitedBy: 'Lena Lead' })
    expect((await invite({ role: 'lead', teamId: 'team_a' }, admin)).invitation.team.id).toBe('team_a')
    expect(await refused(403, { role: 'viewer' }, scientist)).toContain('role')
    await refused(403, { role: 'viewer' }, viewer)
    await refused(404, { role: 'viewer', teamId: 'team_b' }, lead)
    await refused(404, { role: 'viewer', teamId: 'team_nowhere' }, admin)
  })

  test('a role of the whole installation cannot be given, nor more than the form has', async () => {
    await refused(400, { role: 'admin' }, admin)
    await refused(400, { role: 'lead', isAdmin: true }, admin)
  })

  test('somebody who is in the team already is not invited again', async () => {
    expect(await refused(409, { role: 'viewer', email: `${viewer.id}@example.org` }, lead)).toContain('already')
  })
})

describe('the link', () => {
  test('holds its token behind the #, is shown once, and stands nowhere in the database', async () => {
    const made = await invite()
    expect(made.link).toMatch(/^\/join#[\w-]{43}$/)
    const { items } = await json<{ items: InvitationView[] }>('GET', '/api/v1/team/invitations', { headers: lead.headers })
    expect(items.map(({ id }) => id)).toContain(made.invitation.id)
    expect(JSON.stringify(items)).not.toContain(tokenOf(made))
    const tables = await house.sql<{ name: string }>("SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace")
    for (const { name } of tables) {
      const [row] = await house.sql<{ holds: boolean }>(`SELECT bool_or(strpos(t::text, $1) > 0) AS holds FROM "${name}" t`, [tokenOf(made)])
      expect({ [name]: row?.holds ?? false }).toEqual({ [name]: false })
    }
  })

  test('says what it is for, to whoever has it', async () => {
    const made = await invite({ role: 'viewer' })
    expect(await look(tokenOf(made))).toMatchObject({ teamName: 'Team team_a', role: 'viewer', email: null, invitedBy: 'Lena Lead', way: 'newAccount', signedInAs: null })
    expect(await look(tokenOf(made), await sessionFor(otherLead))).toMatchObject({ way: 'signedIn', signedInAs: { name: otherLead.name } })
    expect(await look(tokenOf(made), await sessionFor(viewer))).toMatchObject({ way: 'member' })
    // A key joins no team.
    const { headers } = await addPerson(house.sql, { role: 'lead', teamId: 'team_b' })
    expect(await look(tokenOf(made), headers)).toMatchObject({ way: 'newAccount', signedInAs: null })
  })

  test('makes an account with the role, signs it in, and works once', async () => {
    const made = await invite({ role: 'scientist' })
    const given = newcomer()
    const answer = await accept(tokenOf(made), given)
    expect(answer.status).toBe(204)
    expect(await json<SessionView>('GET', '/api/v1/session', { headers: by(cookieOf(answer)) })).toMatchObject({ person: { name: given.name, email: given.email, isAdmin: false }, team: { id: 'team_a', role: 'scientist' }, roles: ['scientist'] })
    expect((await call('POST', '/api/v1/session', { headers: NOBODY, body: { email: given.email, password: given.password } })).status).toBe(204)
    const again = await accept(tokenOf(made), newcomer())
    expect([again.status, await wordsOf(again)]).toEqual([409, expect.stringContaining('works once')])
    const line = await house.sql("SELECT verb, actor_name, team_id FROM audit_line WHERE verb = 'joined'")
    expect(line).toEqual([{ verb: 'joined', actor_name: given.name, team_id: 'team_a' }])
  })

  test('of two who come at the same moment, one gets in', async () => {
    const made = await invite()
    const session = await sessionFor(otherLead)
    const answers = await atOnce(house.databaseUrl, ['SELECT 1 FROM invitation WHERE id = $1 FOR UPDATE', [made.invitation.id]], [
      () => accept(tokenOf(made), newcomer()),
      () => accept(tokenOf(made), newcomer()),
      () => accept(tokenOf(made), {}, session),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409, 409])
    expect(await house.sql('SELECT count(*)::int AS accepted FROM invitation WHERE id = $1 AND accepted_by_id IS NOT NULL', [made.invitation.id])).toEqual([{ accepted: 1 }])
    expect(await house.sql("SELECT 1 AS joined FROM audit_line WHERE verb = 'joined' AND detail #>> '{facts,invitation}' = $1", [made.invitation.id])).toHaveLength(1)
    await house.sql("DELETE FROM membership WHERE team_id = 'team_a' AND person_id = $1", [otherLead.id])
  })

  test('of two with the same new address at the same moment, one gets an account', async () => {
    const [one, two] = [await invite(), await invite()]
    const given = newcomer()
    const answers = await Promise.all([accept(tokenOf(one), given), accept(tokenOf(two), given)])
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409])
    expect(await house.sql('SELECT count(*)::int AS people FROM person WHERE email = $1', [given.email])).toEqual([{ people: 1 }])
  })

  test('opens nothing once it was taken back, has run out, or is not whole', async () => {
    const [back, old] = [await invite(), await invite()]
    expect((await call('DELETE', `/api/v1/team/invitations/${back.invitation.id}`, { headers: lead.headers })).status).toBe(204)
    expect((await call('DELETE', `/api/v1/team/invitations/${back.invitation.id}`, { headers: lead.headers })).status).toBe(409)
    expect(await wordsOf(await accept(tokenOf(back), newcomer()))).toContain('taken back')
    const cut = await accept(tokenOf(old).slice(0, -3), newcomer())
    expect([cut.status, await wordsOf(cut)]).toEqual([404, expect.stringContaining('cut off')])
    await house.advance(7 * 86_400_000)
    // The browsers were used all the while.
    await house.sql("UPDATE session SET seen_at = app_now(), expires_at = app_now() + interval '1 day'")
    expect(await wordsOf(await accept(tokenOf(old), newcomer()))).toContain('run out')
    const { items } = await json<{ items: InvitationView[] }>('GET', '/api/v1/team/invitations', { headers: lead.headers })
    expect(items).toEqual([])
    await house.advance(-7 * 86_400_000)
  })

  test('of another team is not to be seen or taken back, except by an admin', async () => {
    const made = await invite()
    expect((await call('DELETE', `/api/v1/team/invitations/${made.invitation.id}`, { headers: otherLead.headers })).status).toBe(404)
    const { items } = await json<{ items: InvitationView[] }>('GET', '/api/v1/team/invitations', { headers: otherLead.headers })
    expect(items).toEqual([])
    expect((await call('GET', '/api/v1/team/invitations', { headers: viewer.headers })).status).toBe(403)
    expect((await call('DELETE', `/api/v1/team/invitations/${made.invitation.id}`, { headers: await sessionFor(admin) })).status).toBe(204)
  })
})

describe('an account that is there already', () => {
  test('joins with itself, and looks into the new team from then on', async () => {
    const made = await invite({ role: 'viewer' })
    const session = await sessionFor(otherLead)
    expect((await accept(tokenOf(made), {}, session)).status).toBe(204)
    expect(await json<SessionView>('GET', '/api/v1/session', { headers: session })).toMatchObject({ team: { id: 'team_a', role: 'viewer' }, teams: [{ id: 'team_a' }, { id: 'team_b', role: 'lead' }] })
    const again = await accept(tokenOf(await invite()), {}, session)
    expect([again.status, await wordsOf(again)]).toEqual([409, expect.stringContaining('already')])
  })

  test('has to sign in first, and only the invited address is told that there is one', async () => {
    const known = await addPerson(house.sql, { role: null, teamId: 'team_b' })
    const email = `${known.id}@example.org`
    const named = await invite({ role: 'viewer', email })
    expect(await look(tokenOf(named))).toMatchObject({ email, way: 'signInFirst' })
    expect(await wordsOf(await accept(tokenOf(named), { name: 'Somebody', password: 'a few easy words' }))).toContain(`${email} has an account`)
    const open = await invite()
    const answer = await accept(tokenOf(open), { ...newcomer(), email })
    expect(answer.status).toBe(409)
    expect(await wordsOf(answer)).not.toContain('has an account')
    expect((await accept(tokenOf(named), {}, await sessionFor(known))).status).toBe(204)
  })

  test('of another address than the invited one does not get in, signed in or new', async () => {
    const made = await invite({ role: 'viewer', email: 'Invited@Example.org ' })
    expect(await look(tokenOf(made))).toMatchObject({ email: 'invited@example.org', way: 'newAccount' })
    const stranger = await sessionFor(await addPerson(house.sql, { role: 'lead', teamId: 'team_c' }))
    expect(await look(tokenOf(made), stranger)).toMatchObject({ way: 'otherAddress' })
    expect((await accept(tokenOf(made), {}, stranger)).status).toBe(403)
    const other = await accept(tokenOf(made), newcomer())
    expect([other.status, (await other.json()).complaints]).toEqual([400, [{ at: 'email', message: expect.stringContaining('invited@example.org') }]])
    expect((await accept(tokenOf(made), { name: 'In Vited', password: 'a few easy words' })).status).toBe(204)
  })
})

test('a new account needs a name, an address and a password that is one', async () => {
  const made = await invite()
  const bare = await accept(tokenOf(made))
  expect([bare.status, (await bare.json()).complaints.map(({ at }: { at: string }) => at)]).toEqual([400, ['name', 'email', 'password']])
  expect((await accept(tokenOf(made), { ...newcomer(), password: 'short' })).status).toBe(400)
  expect((await (await accept(tokenOf(made), { ...newcomer(), password: 'newcomer2026' })).json()).complaints).toEqual([{ at: 'password', message: expect.stringContaining('Take a few words') }])
  expect((await accept(tokenOf(made), { ...newcomer(), isAdmin: true })).status).toBe(400)
})

test('a course behind one address joins: who gets in by a link is not counted against the address, who does not is', async () => {
  for (const what of ['look at an invitation', 'accept an invitation']) {
    await house.sql(`INSERT INTO try_count (key, count, resets_at) VALUES (encode(sha256($1::bytea), 'hex'), 49, app_now() + interval '15 minutes')
      ON CONFLICT (key) DO UPDATE SET count = 49, resets_at = EXCLUDED.resets_at`, [`${what} from an unknown address`])
  }
  for (const _student of [1, 2]) {
    const token = tokenOf(await invite())
    await look(token)
    expect((await accept(token, newcomer())).status).toBe(204)
  }
  expect((await accept('guessed'.padEnd(43, 'x'), newcomer())).status).toBe(404)
  expect((await accept('guessed'.padEnd(43, 'x'), newcomer())).status).toBe(429)
  await house.sql('DELETE FROM try_count')
})

test('with one link, addresses are tried ten times and no more', async () => {
  const made = await invite()
  const answers = await Promise.all(Array.from({ length: 13 }, () => accept(tokenOf(made), { ...newcomer(), password: undefined })))
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(3)
})

test('whoever may no longer invite has no link left by which they or others come in', async () => {
  const gone = await addPersonAtBrowser(house.sql, { role: 'lead', teamId: 'team_a' })
  const made = await invite({ role: 'lead' }, gone)
  expect((await call('DELETE', `/api/v1/team/members/${gone.id}`, { headers: lead.headers })).status).toBe(204)
  expect(await wordsOf(await accept(tokenOf(made), newcomer()))).toContain('taken back')
})

test('an invitation opens while its inviter is enabled, and an admin or a lead of that team: asked when it is used, whatever ended the right', async () => {
  const inviter = await addPersonAtBrowser(house.sql, { role: 'lead', teamId: 'team_a' })
  const made = await invite({ role: 'lead' }, inviter)
  const token = tokenOf(made)
  const states: [string, string][] = [
    ["UPDATE membership SET role = 'scientist' WHERE person_id = $1", "UPDATE membership SET role = 'lead' WHERE person_id = $1"],
    ['UPDATE person SET disabled_at = app_now() WHERE id = $1', 'UPDATE person SET disabled_at = NULL WHERE id = $1'],
    ["UPDATE membership SET team_id = 'team_b' WHERE person_id = $1", "UPDATE membership SET team_id = 'team_a' WHERE person_id = $1"],
  ]
  for (const [ends, restores] of states) {
    await house.sql(ends, [inviter.id])
    for (const answer of [await accept(token, newcomer()), await accept(token, {}, await sessionFor(otherLead)), await call('POST', '/api/v1/invitations/look', { headers: NOBODY, body: { token } })]) {
      expect([answer.status, await wordsOf(answer)]).toEqual([409, expect.stringContaining('may not invite')])
    }
    const { items } = await json<{ items: InvitationView[] }>('GET', '/api/v1/team/invitations', { headers: lead.headers })
    expect(items.map(({ id }) => id)).not.toContain(made.invitation.id)
    await house.sql(restores, [inviter.id])
  }
  await house.sql("UPDATE membership SET role = 'viewer' WHERE person_id = $1", [inviter.id])
  await house.sql('UPDATE person SET is_admin = true WHERE id = $1', [inviter.id])
  expect((await accept(token, newcomer())).status).toBe(204)
})
