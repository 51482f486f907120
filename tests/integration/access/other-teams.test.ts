// What one team has is nowhere in what another is told: not by an id, a filter, a cursor, a stream, an export or an Idempotency-Key.
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TagOutcome } from '@/lib/predictions/list-schema'
import { NEWEST_FIRST } from '@/lib/predictions/list-order'
import { encodePlace } from '@/lib/predictions/page-place'
import type { PredictionPage, PredictionView } from '@/lib/predictions/schema'
import { call, json, until, untilEnded, view } from '../../support/calls'
import { ask, changesState, everyRoute, nameOf } from '../../support/every-route'
import { addPerson, addSession, type TestPerson } from '../../support/people'
import { openStage, submitSmall, type Stage } from '../predictions/stage'

const LIST = '/api/v1/predictions'
let stage: Stage
/** Of the first team; each word of it stands nowhere else. */
let theirs: PredictionView
let ours: PredictionView
let stranger: TestPerson
const routes = await everyRoute()

beforeAll(async () => {
  stage = await openStage()
  const owner = await addPerson(stage.sql, { role: 'scientist', name: 'Ottoline Secretkeeper' })
  stranger = await addPerson(stage.sql, { role: 'lead', teamId: 'team_second' })
  theirs = await submitSmall({ name: 'Crownjewel' }, owner.headers)
  ours = await submitSmall({ name: 'Of the second team' }, stranger.headers)
  await json('PATCH', `${LIST}/${theirs.id}`, { headers: owner.headers, body: { note: 'Veryprivatenote' } })
  await json('PUT', `${LIST}/${theirs.id}/tags/Theirtag`, { headers: owner.headers })
  theirs = await untilEnded(theirs.id)
  await until(() => json<PredictionView>('GET', `${LIST}/${ours.id}`, { headers: stranger.headers }), ({ status }) => status === 'COMPLETED')
}, 120_000)
afterAll(async () => {
  const { eventHub } = await import('@/lib/predictions/event-hub')
  await eventHub().close()
  await stage.close()
})

const marks = (): string[] => ['Crownjewel', 'Veryprivatenote', 'Theirtag', 'Ottoline', theirs.id, 'team_local', 'Demo team']

/** What stands in the answer, also in what it packs; of a stream, what comes first. */
async function wordsOf(response: Response): Promise<string> {
  const isEndless = response.headers.get('content-type')?.startsWith('text/event-stream') ?? false
  if (isEndless) {
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!/event: (ready|refetch)/.test(text)) text += (await reader?.read())?.value ?? ''
    await reader?.cancel()
    return text
  }
  const bytes = new Uint8Array(await response.arrayBuffer())
  const isZip = response.headers.get('content-type') === 'application/zip'
  return isZip ? Object.entries(unzipSync(bytes)).map(([name, content]) => name + new TextDecoder().decode(content)).join('\n') : new TextDecoder().decode(bytes)
}

/** Everything by which somebody might ask for what is another's. */
const questions = (): string[] => [
  '', '?q=jewel', '?q=secretkeeper', '?q=MKTAYIAKQRQISFVK', `?ids=${theirs.id}`, `?ids=${theirs.id},${ours.id}`, `?owner=${theirs.owner.id}`, '?tag=theirtag', '?team=team_local', '?teamId=team_local', '?limit=100', '?after=1-1',
]

test.each(routes.filter((route) => !changesState(route) && !route.address.includes('[')))('$method $address tells nothing of the other team', async (route) => {
  const session = await addSession(stage.sql, stranger.id)
  for (const headers of [stranger.headers, session.headers]) {
    for (const query of questions()) {
      const text = await wordsOf(await ask(route, { query, headers }))
      // What was asked for may be repeated in a complaint about it.
      expect({ query, found: marks().filter((mark) => text.includes(mark) && !query.includes(mark)) }).toEqual({ query, found: [] })
    }
  }
}, 120_000)

test('what the tests look for is there for the own team', async () => {
  const told = await Promise.all([`${LIST}?q=jewel`, `${LIST}/export.csv?ids=${theirs.id}`, `${LIST}/export.zip?tag=theirtag`, '/api/v1/session', `${LIST}/${theirs.id}`].map(async (address) => wordsOf(await call('GET', address))))
  expect(marks().filter((mark) => !told.some((text) => text.includes(mark)))).toEqual([])
})

test('each route by id says the same of another\'s prediction as of none, and leaves it as it is', async () => {
  const before = await view(theirs.id)
  const bodies: Record<string, object> = { PATCH: { name: 'Taken' }, POST: {} }
  const file = theirs.result?.files[0]?.name ?? ''
  const ofPredictions = routes.filter(({ address }) => address.startsWith(`${LIST}/[id]`))
  expect(ofPredictions.length).toBeGreaterThan(9)
  for (const route of ofPredictions) {
    const answers = await Promise.all([theirs.id, 'pred_nobody'].map((id) => ask(route, { params: { id, name: file, number: '1', tag: 'taken' }, headers: stranger.headers, body: bodies[route.method] })))
    expect([nameOf(route), ...answers.map(({ status }) => status)]).toEqual([nameOf(route), 404, 404])
    const [of, none] = await Promise.all(answers.map((answer) => answer.json()))
    expect({ ...of, instance: null }).toEqual({ ...none, instance: null })
  }
  expect(await view(theirs.id)).toEqual(before)
})

test('tags on many reach none of another team\'s', async () => {
  for (const filter of [{ ids: theirs.id }, { q: 'Crownjewel' }, { owner: theirs.owner.id }]) {
    const outcome = await json<TagOutcome>('POST', `${LIST}/tags`, { headers: stranger.headers, body: { filter, add: ['taken'], remove: ['Theirtag'] } })
    expect(outcome).toEqual({ changed: 0, unchanged: 0, notPermitted: 0, full: 0 })
  }
  expect((await view(theirs.id)).tags).toEqual(['Theirtag'])
})

test('a cursor of the other team goes on in one\'s own list', async () => {
  const cursors = [
    encodePlace(NEWEST_FIRST, { value: '2999-01-01T00:00:00.000Z', id: theirs.id }),
    encodePlace(NEWEST_FIRST, { value: theirs.createdAt, id: theirs.id }),
    (await json<PredictionPage>('GET', `${LIST}?limit=1`)).nextCursor ?? '',
  ]
  for (const cursor of cursors) {
    const answer = await call('GET', `${LIST}?cursor=${encodeURIComponent(cursor)}`, { headers: stranger.headers })
    if (cursor === '') continue
    expect(answer.status).toBe(200)
    const { items }: PredictionPage = await answer.json()
    expect(items.map(({ id }) => id).filter((id) => id !== ours.id)).toEqual([])
  }
})

test('the same Idempotency-Key of two colleagues is two keys, and each one\'s repeat gives their own prediction', async () => {
  const colleague = await addPerson(stage.sql, { role: 'scientist' })
  const [key, body] = [{ 'idempotency-key': 'run-1' }, { name: 'Run 1' }]
  const first = await submitSmall(body, key)
  const second = await submitSmall({ name: 'Another run 1' }, { ...key, ...colleague.headers })
  expect([second.id === first.id, second.name]).toEqual([false, 'Another run 1'])
  expect((await submitSmall(body, key)).id).toBe(first.id)
  expect((await submitSmall({ name: 'Another run 1' }, { ...key, ...colleague.headers })).id).toBe(second.id)
})

test('the same Idempotency-Key in two teams is two keys', async () => {
  const key = { 'idempotency-key': 'shared-by-chance' }
  const first = await submitSmall({ name: 'First with the key' }, key)
  const second = await submitSmall({ name: 'Second with the key' }, { ...key, ...stranger.headers })
  expect(second.id).not.toBe(first.id)
  expect(second.name).toBe('Second with the key')
})

test('a stream that is opened behind the other team\'s cursor replays nothing of theirs, and what happens to theirs is not told', async () => {
  const abort = new AbortController()
  const response = await call('GET', '/api/v1/events', { headers: { ...stranger.headers, 'last-event-id': '1-1' }, signal: abort.signal })
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const readUntil = async (mark: string) => { while (!text.includes(mark)) text += (await reader?.read())?.value ?? '' }
  await readUntil('event: ready')
  expect(text).toContain(ours.id)
  await json('PATCH', `${LIST}/${theirs.id}`, { body: { note: 'Veryprivatenote, changed' } })
  await json('PATCH', `${LIST}/${ours.id}`, { headers: stranger.headers, body: { name: 'Renamed in the second team' } })
  await readUntil('Renamed in the second team')
  expect(marks().filter((mark) => text.includes(mark))).toEqual([])
  abort.abort()
})
