// Forgotten passwords and letters: with a real mail server that takes them, and that does not.
import { spawn } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HandedOutLink } from '@/lib/auth/schema'
import type { MadeInvitation } from '@/lib/people/schema'
import { call, json, until } from '../../support/calls'
import { openHouse, type House } from '../../support/house'
import { MAIL_PASSWORD, startMailServer, type MailServer } from '../../support/mail-server'
import { addPerson, addSession, type TestPerson } from '../../support/people'
import { by, cookieOf, NOBODY } from '../../support/sessions'
import { markSetUp } from '../../support/set-up'

const PUBLIC_URL = 'https://atomera.example.org'

let house: House
let mail: MailServer
let admin: TestPerson, person: TestPerson
beforeAll(async () => {
  mail = await startMailServer()
  house = await openHouse({ ATOMERA_DEMO: 'false', SMTP_URL: mail.url, SMTP_FROM: 'Atomera <atomera@example.org>', PUBLIC_URL })
  await markSetUp(house.sql)
  admin = await addPerson(house.sql, { role: 'lead', name: 'Ada', isAdmin: true })
  person = await addPerson(house.sql, { role: 'scientist', name: 'Paul' })
})
/** Under https the cookie has another name. */
async function sessionFor({ id }: TestPerson): Promise<{ authorization: undefined; cookie: string }> {
  const { headers } = await addSession(house.sql, id)
  return { ...headers, cookie: `__Host-${headers.cookie}` }
}
afterAll(async () => {
  await house.close()
  await mail.close()
})

const addressOf = ({ id }: TestPerson): string => `${id}@example.org`
const linkIn = (text: string): string => /https:\/\/\S+#\S+/.exec(text)?.[0] ?? ''
const lettersTo = (address: string) => mail.letters.filter(({ to }) => to.includes(address))
const forgotten = (email: string): Promise<Response> => call('POST', '/api/v1/session/forgotten', { headers: NOBODY, body: { email } })
const reset = (link: string, password = 'another few easy words'): Promise<Response> => call('POST', '/api/v1/session/reset', { headers: NOBODY, body: { token: link.split('#')[1] ?? '', password } })
const statusFor = async (headers: object): Promise<number> => (await call('GET', '/api/v1/session', { headers: { ...headers } })).status
const signIn = async (who: TestPerson, password: string): Promise<number> => (await call('POST', '/api/v1/session', { headers: NOBODY, body: { email: addressOf(who), password } })).status
const linkFor = async ({ id }: TestPerson): Promise<HandedOutLink> => json('POST', `/api/v1/people/${id}/reset`, { headers: await sessionFor(admin), expect: 201 })
/** Takes its link from the letter. */
const letterFor = async (who: TestPerson): Promise<string> => {
  await linkFor(who)
  return linkIn(lettersTo(addressOf(who)).at(-1)?.text ?? '')
}

describe('an invitation', () => {
  const invite = async (body: object): Promise<MadeInvitation> => json('POST', '/api/v1/team/invitations', { headers: await sessionFor(admin), body, expect: 201 })

  test('is sent to its address, and its link is shown to nobody else', async () => {
    const made = await invite({ role: 'scientist', email: 'guest@example.org' })
    expect(made).toMatchObject({ link: null, sentTo: 'guest@example.org', trouble: null })
    const [letter] = lettersTo('guest@example.org')
    expect(letter?.text).toContain('From: Atomera <atomera@example.org>')
    expect(linkIn(letter?.text ?? '')).toMatch(/^https:\/\/atomera\.example\.org\/join#[\w-]{43}$/)
  })

  test('that cannot be sent is there all the same, with the reason and the link to pass on', async () => {
    mail.refuse('Mailbox is full')
    const made = await invite({ role: 'scientist', email: 'full@example.org' })
    mail.refuse(null)
    expect(made).toMatchObject({ sentTo: null, trouble: expect.stringContaining('Mailbox is full'), link: expect.stringContaining(`${PUBLIC_URL}/join#`) })
    expect(JSON.stringify(made)).not.toContain(MAIL_PASSWORD)
    const answer = await call('POST', '/api/v1/invitations/accept', { headers: NOBODY, body: { token: made.link?.split('#')[1], name: 'Full', password: 'a few easy words' } })
    expect(answer.status).toBe(204)
  })

  test('without an address is a link to pass on', async () => {
    expect(await invite({ role: 'viewer' })).toMatchObject({ sentTo: null, trouble: null, link: expect.stringContaining('/join#') })
  })
})

describe('a link of an admin', () => {
  test('sets the password once, ends every session, and signs this browser in', async () => {
    const before = await sessionFor(person)
    const link = await letterFor(person)
    expect(link).toMatch(/^https:\/\/atomera\.example\.org\/reset#[\w-]{43}$/)
    // Refused with the link still open.
    expect((await (await reset(link, 'password1234')).json()).complaints).toEqual([{ at: 'password', message: expect.stringContaining('Take a few words') }])
    const answers = await Promise.all([reset(link), reset(link, 'an other few easy words')])
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404])
    expect(await statusFor(before)).toBe(401)
    const [taken] = answers.filter(({ status }) => status === 204)
    expect(await statusFor(by(cookieOf(taken ?? new Response())))).toBe(200)
    expect((await reset(link)).status).toBe(404)
    const lines = await house.sql<{ verb: string }>('SELECT verb FROM audit_line WHERE actor_id = ANY($1) AND verb LIKE $2 ORDER BY id', [[admin.id, person.id], '%password%'])
    expect(lines.map(({ verb }) => verb)).toEqual(['made a password link', 'set a new password'])
  })

  test('is not made by a key, however wide, nor by a lead', async () => {
    const byKey = await call('POST', `/api/v1/people/${person.id}/reset`, { headers: admin.headers })
    expect([byKey.status, (await byKey.json()).detail]).toEqual([403, expect.stringContaining('browser')])
    const lead = await addPerson(house.sql, { role: 'lead' })
    expect((await call('POST', `/api/v1/people/${person.id}/reset`, { headers: await sessionFor(lead) })).status).toBe(403)
  })

  test('runs out after a day, and is worth nothing once the password is another or its maker is no admin', async () => {
    const old = await letterFor(person)
    await house.advance(86_400_000)
    expect((await reset(old)).status).toBe(404)
    await house.advance(-86_400_000)

    const [first, newer] = [await letterFor(person), await letterFor(person)]
    expect([(await reset(newer, 'the newest easy words')).status, (await reset(first)).status]).toEqual([204, 404])

    const third = await letterFor(person)
    const session = await call('POST', '/api/v1/session', { headers: NOBODY, body: { email: addressOf(person), password: 'the newest easy words' } })
    const changed = await call('POST', '/api/v1/session/password', { headers: by(cookieOf(session)), body: { current: 'the newest easy words', next: 'chosen by oneself now' } })
    expect([changed.status, (await reset(third)).status]).toEqual([204, 404])

    const fourth = await letterFor(person)
    const other = await addPerson(house.sql, { role: null, isAdmin: true })
    expect((await call('PATCH', `/api/v1/people/${admin.id}`, { headers: await sessionFor(other), body: { isAdmin: false } })).status).toBe(204)
    expect((await reset(fourth)).status).toBe(404)
    await house.sql('UPDATE person SET is_admin = true WHERE id = $1', [admin.id])
  })

  test('opens while its maker is an enabled admin: asked when it is used, whatever ended the right', async () => {
    const link = await letterFor(person)
    for (const [ends, restores] of [['is_admin = false', 'is_admin = true'], ['disabled_at = app_now()', 'disabled_at = NULL']]) {
      await house.sql(`UPDATE person SET ${ends ?? ''} WHERE id = $1`, [admin.id])
      const answer = await reset(link)
      expect([answer.status, (await answer.json()).detail]).toEqual([404, expect.stringContaining('whoever made it')])
      await house.sql(`UPDATE person SET ${restores ?? ''} WHERE id = $1`, [admin.id])
    }
    expect((await reset(link)).status).toBe(204)
  })

  test('revokes with the new password the keys of the person, and ends the links that they made', async () => {
    const stolen = await addPerson(house.sql, { role: 'lead', isAdmin: true })
    const { link: invited } = await json<MadeInvitation>('POST', '/api/v1/team/invitations', { headers: await sessionFor(stolen), body: { role: 'lead' }, expect: 201 })
    const other = await addPerson(house.sql, { role: 'viewer' })
    await json('POST', `/api/v1/people/${other.id}/reset`, { headers: await sessionFor(stolen), expect: 201 })
    const made = linkIn(lettersTo(addressOf(other)).at(-1)?.text ?? '')
    expect([await statusFor(stolen.headers), made]).toEqual([200, expect.stringContaining('/reset#')])
    expect((await reset(await letterFor(stolen))).status).toBe(204)
    expect([await statusFor(stolen.headers), (await reset(made)).status]).toEqual([401, 404])
    const answer = await call('POST', '/api/v1/invitations/accept', { headers: NOBODY, body: { token: invited?.split('#')[1], name: 'Back', email: 'back@example.org', password: 'a few easy words' } })
    expect([answer.status, (await answer.json()).detail]).toEqual([409, expect.stringContaining('taken back')])
  })

  test('is not made for whoever is disabled, and none that was made lets them in', async () => {
    const disabled = await addPerson(house.sql, { role: 'viewer' })
    const link = await letterFor(disabled)
    expect((await call('PATCH', `/api/v1/people/${disabled.id}`, { headers: await sessionFor(admin), body: { isDisabled: true } })).status).toBe(204)
    expect((await reset(link)).status).toBe(404)
    expect((await call('POST', `/api/v1/people/${disabled.id}/reset`, { headers: await sessionFor(admin) })).status).toBe(409)
    expect((await call('POST', '/api/v1/people/person_nobody/reset', { headers: await sessionFor(admin) })).status).toBe(404)
  })
})

describe('a forgotten password', () => {
  test('is answered alike whether there is an account or not; only the account gets a letter', async () => {
    const forgetful = await addPerson(house.sql, { role: 'viewer', name: 'For Getful' })
    const answers = [await forgotten(addressOf(forgetful)), await forgotten('nobody@example.org')]
    expect(await Promise.all(answers.map(async (answer) => [answer.status, await answer.text()]))).toEqual([[202, ''], [202, '']])
    const [letter] = await until(async () => lettersTo(addressOf(forgetful)), ({ length }) => length > 0)
    expect((await reset(linkIn(letter?.text ?? ''))).status).toBe(204)
    expect(await signIn(forgetful, 'another few easy words')).toBe(204)
    expect(lettersTo('nobody@example.org')).toEqual([])
  })

  test('fills nobody\'s mailbox, and says the same of addresses without an account', async () => {
    const asked = await addPerson(house.sql, { role: 'viewer' })
    for (const email of [addressOf(asked), 'nowhere@example.org']) {
      const answers = await Promise.all(Array.from({ length: 5 }, () => forgotten(email)))
      expect(answers.map(({ status }) => status).sort()).toEqual([202, 202, 202, 429, 429])
    }
    await until(async () => lettersTo(addressOf(asked)), ({ length }) => length === 3)
  })
})

test('no token of any letter stands in the database', async () => {
  const tokens = mail.letters.map(({ text }) => linkIn(text).split('#')[1] ?? '').filter((token) => token !== '')
  expect(tokens.length).toBeGreaterThan(5)
  for (const table of ['invitation', 'password_link', 'audit_line', 'session', 'try_count', 'verification']) {
    const rows = await house.sql<{ text: string }>(`SELECT t::text AS text FROM ${table} t`)
    expect(tokens.filter((token) => rows.some(({ text }) => text.includes(token)))).toEqual([])
  }
})

describe('at the console of the server', () => {
  const command = (email: string): Promise<{ code: number | null; words: string }> =>
    new Promise((resolve) => {
      const settings = { DATABASE_URL: house.databaseUrl, ATOMERA_KEY_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'), PUBLIC_URL }
      const child = spawn(process.execPath, ['--conditions=react-server', '--import', 'tsx', 'scripts/password-link.ts', email], { env: { PATH: process.env.PATH, NODE_ENV: 'production', ...settings } })
      let words = ''
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => void (words += bytes.toString('utf8')))
      child.on('exit', (code) => resolve({ code, words }))
    })

  test('whoever has it makes a link when no admin can sign in any more; the audit says so', async () => {
    const made = await command(addressOf(admin).toUpperCase())
    expect(made.code).toBe(0)
    expect((await reset(linkIn(made.words), 'in by the back door')).status).toBe(204)
    expect(await signIn(admin, 'in by the back door')).toBe(204)
    expect(await house.sql("SELECT actor_name AS name FROM audit_line WHERE verb = 'was given a password link'")).toEqual([{ name: 'Ada' }])
    expect(await command('nobody@example.org')).toMatchObject({ code: 1, words: expect.stringContaining('Nobody signs in with nobody@example.org') })
  }, 90_000)
})
