// What is taken away from somebody ends their open event streams and running downloads too, and nobody else's.
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { call, until, untilEnded, type SentHeaders } from '../../support/calls'
import { addPerson, addSession, FIRST_TEAM } from '../../support/people'
import { openStage, submitSmall, type Stage } from '../predictions/stage'

let house: Stage
beforeAll(async () => { house = await openStage() })
afterAll(async () => {
  const { eventHub } = await import('@/lib/predictions/event-hub')
  await eventHub().close()
  await house.close()
})

/** A stream that has said that it is ready; `ended` resolves with it. */
async function open(headers: SentHeaders) {
  const abort = new AbortController()
  const response = await call('GET', '/api/v1/events', { headers, signal: abort.signal })
  expect(response.status).toBe(200)
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  while (!text.includes('event: ready')) text += (await reader?.read())?.value ?? ''
  let isOpen = true
  const ended = (async () => {
    while ((await reader?.read())?.done === false);
    isOpen = false
  })()
  return { isOpen: () => isOpen, ended, close: () => (abort.abort(), ended) }
}

/** As the process does it by itself every few seconds. */
async function look(): Promise<void> {
  const { endForbidden } = await import('@/lib/door/held-open')
  await endForbidden()
  await new Promise((resolve) => setImmediate(resolve))
}

type Taken = { personId: string; sessionId: string }
const TAKEN: [string, 'session' | 'key', (taken: Taken) => Promise<unknown>][] = [
  ['its session was ended', 'session', ({ sessionId }) => house.sql('DELETE FROM session WHERE id = $1', [sessionId])],
  ['its session has run out', 'session', ({ sessionId }) => house.sql('UPDATE session SET expires_at = app_now() WHERE id = $1', [sessionId])],
  ['its session shows another team', 'session', ({ sessionId }) => house.sql("UPDATE session SET team_id = 'team_second' WHERE id = $1", [sessionId])],
  ['its person left the team', 'session', ({ personId }) => house.sql("DELETE FROM membership WHERE team_id = 'team_local' AND person_id = $1", [personId])],
  ['its person was disabled', 'session', ({ personId }) => house.sql('UPDATE person SET disabled_at = app_now() WHERE id = $1', [personId])],
  ['its key was revoked', 'key', ({ personId }) => house.sql('UPDATE api_key SET revoked_at = app_now() WHERE person_id = $1', [personId])],
  ['its key has run out', 'key', ({ personId }) => house.sql('UPDATE api_key SET expires_at = app_now() WHERE person_id = $1', [personId])],
  ['the person of its key left the team', 'key', ({ personId }) => house.sql("DELETE FROM membership WHERE team_id = 'team_local' AND person_id = $1", [personId])],
  ['the person of its key was disabled', 'key', ({ personId }) => house.sql('UPDATE person SET disabled_at = app_now() WHERE id = $1', [personId])],
]

/** Beside the first team. */
async function joinSecond(personId: string): Promise<void> {
  await addPerson(house.sql, { role: 'lead', teamId: 'team_second' })
  await house.sql("INSERT INTO membership (team_id, person_id, role) VALUES ('team_second', $1, 'viewer')", [personId])
}

test.each(TAKEN)('a stream ends once %s', async (_what, by, take) => {
  const person = await addPerson(house.sql, { role: 'viewer' })
  await joinSecond(person.id)
  const session = await addSession(house.sql, person.id, FIRST_TEAM)
  const neighbour = await addPerson(house.sql, { role: 'viewer' })
  const [stream, other] = await Promise.all([open(by === 'session' ? session.headers : person.headers), open(neighbour.headers)])
  await look()
  expect([stream.isOpen(), other.isOpen()]).toEqual([true, true])
  await take({ personId: person.id, sessionId: session.id })
  await look()
  await stream.ended
  expect(other.isOpen()).toBe(true)
  await other.close()
})

test.each([
  ['results', '/api/v1/predictions/export.zip', false],
  ['the audit', '/api/v1/audit/export.csv', true],
] as const)('a running download of %s breaks off, so that nobody takes it for the whole', async (_what, address, isAdmin) => {
  await untilEnded((await submitSmall()).id)
  const person = await addPerson(house.sql, { role: 'viewer', isAdmin })
  const [download, other] = await Promise.all([person.headers, (await addSession(house.sql, person.id, FIRST_TEAM)).headers].map(async (headers) => {
    const response = await call('GET', address, { headers: { ...headers } })
    expect(response.status).toBe(200)
    return response.body?.getReader() ?? expect.fail('there is no body')
  }))
  expect((await download?.read())?.done).toBe(false)
  await look()
  await house.sql('UPDATE api_key SET revoked_at = app_now() WHERE person_id = $1', [person.id])
  await look()
  await expect(download?.read()).rejects.toThrow('may no longer have it')
  for (let part = await other?.read(); part?.done === false; part = await other?.read());
})

/** A download of results of which the first piece was read; `ended` is null once it came to its end, else why it did not. */
async function download(headers: SentHeaders) {
  const response = await call('GET', '/api/v1/predictions/export.zip', { headers })
  expect(response.status).toBe(200)
  const reader = response.body?.getReader() ?? expect.fail('there is no body')
  expect((await reader.read()).done).toBe(false)
  const ended = async (): Promise<string | null> => {
    try {
      while (!(await reader.read()).done);
      return null
    } catch (error) {
      return String(error)
    }
  }
  return { ended }
}

test.each([
  ['goes on while its person may still look into the first', null, null],
  ['breaks off once its person has left the first', "DELETE FROM membership WHERE team_id = 'team_local' AND person_id = $1", 'may no longer have it'],
])('a running download of a session that shows another team now %s', async (_what, take, end) => {
  await untilEnded((await submitSmall()).id)
  const { id } = await addPerson(house.sql, { role: 'viewer' })
  await joinSecond(id)
  const session = await addSession(house.sql, id, FIRST_TEAM)
  const running = await download(session.headers)
  await house.sql("UPDATE session SET team_id = 'team_second' WHERE id = $1", [session.id])
  await look()
  if (take !== null) await house.sql(take, [id])
  await look()
  expect(await running.ended()).toEqual(end === null ? null : expect.stringContaining(end))
})

async function failedLooks(count: number): Promise<void> {
  await house.sql('ALTER TABLE membership RENAME TO membership_away')
  for (let at = 0; at < count; at += 1) await look()
  await house.sql('ALTER TABLE membership_away RENAME TO membership')
}

/** Waits until the process has looked by itself: for the next seconds it does not come in between. */
async function ownLook(): Promise<void> {
  const { database } = await import('@/lib/db')
  const asked = vi.spyOn(database(), '$queryRaw')
  await until(async () => looksAt(asked.mock.calls), (count) => count > 0)
  asked.mockRestore()
}

test('a running download bears a look that failed, and not two in a row', async () => {
  await untilEnded((await submitSmall()).id)
  const { headers } = await addPerson(house.sql, { role: 'viewer' })
  const [lucky, unlucky] = [await download(headers), await download(headers)]
  await ownLook()
  await failedLooks(1)
  await look()
  await failedLooks(1)
  expect(await lucky.ended()).toBeNull()
  await failedLooks(2)
  expect(await unlucky.ended()).toContain('may no longer have it')
})

test('a download that nobody reads is not held, and makes nothing', async () => {
  const { chunkStream } = await import('@/lib/door/chunk-stream')
  let made = 0
  async function* pieces(): AsyncGenerator<Uint8Array> {
    made += 1
    yield new Uint8Array(1)
  }
  const { demandIdentity } = await import('@/lib/door/request-actor')
  const { actor } = await demandIdentity(new Headers((await addPerson(house.sql, { role: 'viewer' })).headers))
  const { database } = await import('@/lib/db')
  const asked = vi.spyOn(database(), '$queryRaw')
  const body = chunkStream(pieces(), { actor, permission: 'predictions:read' })
  await look()
  expect([made, looksAt(asked.mock.calls)]).toEqual([0, 0])
  const reader = body.getReader()
  await reader.read()
  await look()
  expect([made, looksAt(asked.mock.calls)]).toEqual([1, 1])
  await reader.cancel()
  await look()
  expect(looksAt(asked.mock.calls)).toBe(1)
  asked.mockRestore()
})

test('streams end when nobody can be asked who may still listen', async () => {
  const { headers } = await addPerson(house.sql, { role: 'viewer' })
  const stream = await open(headers)
  await failedLooks(1)
  await stream.ended
})

/** Places in the stream are bigint, which JSON does not know. */
const textOf = (given: unknown): string => JSON.stringify(given, (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value))

/** How often was asked for keys. The team's feed asks for events meanwhile. */
const looksAt = (calls: readonly unknown[]): number => calls.filter((given) => textOf(given).includes('FROM api_key')).length

test('a look asks once for all streams, however many there are', async () => {
  const { headers } = await addPerson(house.sql, { role: 'viewer' })
  const streams = await Promise.all(Array.from({ length: 200 }, () => open(headers)))
  const { database } = await import('@/lib/db')
  const asked = vi.spyOn(database(), '$queryRaw')
  await look()
  expect(looksAt(asked.mock.calls)).toBe(1)
  asked.mockRestore()
  expect(streams.every(({ isOpen }) => isOpen())).toBe(true)
  await Promise.all(streams.map(({ close }) => close()))
})
