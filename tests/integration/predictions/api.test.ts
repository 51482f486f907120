// The HTTP API of predictions at its door: what is refused and how, the same key twice, pages of the list, and strangers.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PredictionPage, PredictionView } from '@/lib/predictions/schema'
import { call, json, untilEnded, view, type SentHeaders } from '../../support/calls'
import { addPerson, addSession, FIRST_TEAM } from '../../support/people'
import { openStage, PEPTIDE, submitSmall, type Stage } from './stage'

const CRON_SECRET = 'a-secret-of-this-test'
let stage: Stage
beforeAll(async () => { stage = await openStage({ loop: false, settings: { CRON_SECRET }, breaks: ['accepted is there'] }) })
afterAll(() => stage.close())

const LIST = '/api/v1/predictions'
const BODY = { name: 'Peptide', complex: PEPTIDE, options: { use_msa_server: false } }

async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(response.headers.get('cache-control')).toBe('no-store')
  const body = (await response.json()) as { code: string; status: number; title: string; detail: string; complaints: { at: string; message: string }[] }
  expect(body.status).toBe(response.status)
  expect(body.detail).not.toBe('')
  return body
}

describe('a request that is not as it should be', () => {
  test.each<[string, object, number, string]>([
    ['broken JSON', { raw: '{"name":' }, 400, 'INVALID_REQUEST'],
    ['an unknown key', { body: { ...BODY, colour: 'red' } }, 400, 'INVALID_REQUEST'],
    ['no name', { body: { ...BODY, name: '  ' } }, 400, 'INVALID_REQUEST'],
    ['both yaml and complex', { body: { ...BODY, yaml: 'version: 1' } }, 400, 'INVALID_REQUEST'],
    ['neither yaml nor complex', { body: { name: 'x' } }, 400, 'INVALID_REQUEST'],
    ['options beyond their bounds', { body: { ...BODY, options: { diffusion_samples: 26 } } }, 400, 'INVALID_REQUEST'],
    ['a complex that cannot be predicted', { body: { ...BODY, complex: { entities: [{ type: 'protein', chainIds: ['A'], sequence: 'MK?T' }] } } }, 422, 'INVALID_COMPLEX'],
    ['YAML that cannot be read', { body: { name: 'x', yaml: 'sequences: [' } }, 422, 'INVALID_COMPLEX'],
    ['another media type', { body: BODY, headers: { 'content-type': 'text/plain' } }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['more than 4 MiB', { raw: JSON.stringify({ name: 'x'.repeat(4 * 1024 * 1024) }) }, 413, 'TOO_LARGE'],
    ['an Idempotency-Key with spaces', { body: BODY, headers: { 'idempotency-key': 'two words' } }, 400, 'INVALID_REQUEST'],
    ['a target that the page did not show', { body: { ...BODY, target: 'real' } }, 409, 'TARGET_CHANGED'],
  ])('%s', async (_name, rest, status, code) => {
    const before = await stage.sql<{ count: string }>('SELECT count(*) FROM prediction')
    const response = await call('POST', LIST, rest)
    expect(response.status).toBe(status)
    expect((await problemOf(response)).code).toBe(code)
    expect(await stage.sql('SELECT count(*) FROM prediction')).toEqual(before)
  })

  test('complaints carry their place', async () => {
    const { complaints } = await problemOf(await call('POST', LIST, { body: { ...BODY, complex: { entities: [{ type: 'protein', chainIds: ['A'], sequence: 'MK?T' }] } } }))
    expect(complaints[0]?.at).toMatch(/^entities\.0\.sequence/)
  })

  test.each(['limit=0', 'limit=101', 'status=STRANGE', 'cursor=nonsense'])('a list with ?%s', async (query) => {
    const response = await call('GET', `${LIST}?${query}`)
    expect(response.status).toBe(400)
    await problemOf(response)
  })
})

describe('Host and Origin', () => {
  test.each<[string, Record<string, string>, number]>([
    ['a foreign Host', { host: 'evil.example' }, 421],
    ['a foreign Origin', { origin: 'https://evil.example' }, 403],
    ['Origin null', { origin: 'null' }, 403],
    ['another port as Origin', { origin: 'http://127.0.0.1:9999' }, 403],
    ['Sec-Fetch-Site: cross-site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['Sec-Fetch-Site: same-site', { 'sec-fetch-site': 'same-site' }, 403],
  ])('%s is refused', async (_name, headers, status) => {
    const response = await call('POST', LIST, { body: BODY, headers })
    expect(response.status).toBe(status)
    await problemOf(response)
  })

  test('a foreign Host may not even read', async () => {
    expect((await call('GET', LIST, { headers: { host: 'rebound.example:3000' } })).status).toBe(421)
  })

  test('our own page may', async () => {
    expect((await call('POST', LIST, { body: BODY, headers: { 'sec-fetch-site': 'same-origin' } })).status).toBe(202)
  })
})

describe('Idempotency-Key', () => {
  test('the same key and body: the same prediction, once', async () => {
    const first = await submitSmall(BODY, { 'idempotency-key': 'k-1' })
    const again = await submitSmall(BODY, { 'idempotency-key': 'k-1' })
    expect(again.id).toBe(first.id)
    expect(again.options.seed).toBe(first.options.seed)
  })

  test('the same key, another body: 409, nothing is submitted', async () => {
    await submitSmall(BODY, { 'idempotency-key': 'k-2' })
    const response = await call('POST', LIST, { body: { ...BODY, name: 'Another' }, headers: { 'idempotency-key': 'k-2' } })
    expect(response.status).toBe(409)
    expect((await problemOf(response)).code).toBe('IDEMPOTENCY_MISMATCH')
  })

  test('20 at once: one prediction', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => submitSmall(BODY, { 'idempotency-key': 'k-3' })))
    expect(new Set(all.map(({ id }) => id)).size).toBe(1)
    expect(await stage.sql("SELECT count(*)::int AS count FROM prediction WHERE idempotency_key = 'k-3'")).toEqual([{ count: 1 }])
    expect(await stage.sql("SELECT count(*)::int AS count FROM audit_line WHERE verb = 'submitted' AND subject = $1", [all[0]?.id])).toEqual([{ count: 1 }])
  })
})

describe('the list', () => {
  test('pages by key: each prediction once, newest first, though all were made in one moment', async () => {
    for (let count = 0; count < 5; count += 1) await submitSmall({ name: `Paged ${count}` })
    await stage.sql("UPDATE prediction SET created_at = '2026-01-01T00:00:00Z' WHERE name LIKE 'Paged%'")
    const seen: string[] = []
    let query = '?q=paged&limit=2'
    for (;;) {
      const page = await json<PredictionPage>('GET', `${LIST}${query}`)
      seen.push(...page.items.map(({ id }) => id))
      expect(page.items.length).toBeLessThanOrEqual(2)
      if (page.nextCursor === null) break
      query = `?q=paged&limit=2&cursor=${encodeURIComponent(page.nextCursor)}`
    }
    expect(seen).toHaveLength(5)
    expect(seen).toEqual([...new Set(seen)].sort().reverse())
  })

  test('filters by status, by group, by name, composition and id', async () => {
    const kept = await submitSmall({ name: 'Findable α-synuclein' })
    const cancelled = await submitSmall({ name: 'Findable cancelled' })
    await json('POST', `${LIST}/${cancelled.id}/cancel`, { expect: 202 })
    const found = async (query: string) => (await json<PredictionPage>('GET', `${LIST}?${query}`)).items.map(({ id }) => id)
    expect(await found('q=findable&status=active')).toEqual([kept.id])
    expect(await found('q=findable&status=ended')).toEqual([cancelled.id])
    expect(await found('q=findable&status=CANCELLED')).toEqual([cancelled.id])
    expect(await found(`q=${encodeURIComponent('Α-SYNUCLEIN')}`)).toEqual([kept.id])
    expect(await found(`q=${kept.id}`)).toEqual([kept.id])
    expect((await found('q=protein&limit=100')).length).toBeGreaterThan(1)
    expect(await found('q=%25_nothing')).toEqual([])
  })
})

describe('cancel before the hand-over', () => {
  test('CANCELLED at once, nothing was billed, and never handed over', async () => {
    const { id } = await submitSmall()
    const seen = await json<PredictionView>('POST', `${LIST}/${id}/cancel`, { expect: 202 })
    expect(seen).toMatchObject({ status: 'CANCELLED', attempts: [], actions: expect.not.arrayContaining(['cancel']) })
    expect(seen.events.at(-1)?.message).toContain('nothing was billed')
    const again = await call('POST', `${LIST}/${id}/cancel`)
    expect(again.status).toBe(409)
    await problemOf(again)
  })
})

describe('another team\'s prediction', () => {
  test('is 404 for every verb, and is not in the list', async () => {
    const { id } = await submitSmall()
    await stage.sql("INSERT INTO team (id, name) VALUES ('team_other', 'Others') ON CONFLICT DO NOTHING")
    await stage.sql("UPDATE prediction SET team_id = 'team_other' WHERE id = $1", [id])
    const calls: [string, string, object?][] = [
      ['GET', ''], ['PATCH', '', { name: 'Mine now' }], ['DELETE', ''], ['POST', '/cancel'], ['POST', '/retry', {}],
      ['POST', '/attempts/1/use'], ['GET', '/files/pose_0.cif'], ['GET', '/archive'],
    ]
    for (const [method, rest, body] of calls) {
      const response = await call(method, `${LIST}/${id}${rest}`, { body })
      expect([method, rest, response.status]).toEqual([method, rest, 404])
      expect((await problemOf(response)).code).toBe('NOT_FOUND')
    }
    expect((await json<PredictionPage>('GET', `${LIST}?q=${id}`)).items).toEqual([])
    expect(await stage.sql('SELECT status, name <> $2 AS kept FROM prediction WHERE id = $1', [id, 'Mine now'])).toEqual([{ status: 'QUEUED', kept: true }])
  })
})

test('rename: the name changes, with an event; the frozen input does not', async () => {
  const accepted = await submitSmall()
  const seen = await json<PredictionView>('PATCH', `${LIST}/${accepted.id}`, { body: { name: 'Better name' } })
  expect(seen).toMatchObject({ name: 'Better name', fingerprint: accepted.fingerprint, version: accepted.version + 1 })
  expect(seen.events.at(-1)?.kind).toBe('renamed')
  expect((await call('PATCH', `${LIST}/${accepted.id}`, { body: { name: '' } })).status).toBe(400)
})

test('health: 200 while the database answers, and no secret in it', async () => {
  const response = await call('GET', '/api/health')
  expect(response.status).toBe(200)
  const text = await response.text()
  expect(text).not.toContain(stage.endpoint.apiKey)
  expect(JSON.parse(text)).toMatchObject({ endpoint: { kind: 'local' }, streams: { open: 0 } })
})

test('health tells whoever sits at this machine all it knows, and nobody whom something passed on', async () => {
  // As the door marks what Node announced to it.
  const marked = globalThis as typeof globalThis & { atomeraPeerToken?: string }
  marked.atomeraPeerToken = 'token-of-this-process'
  const keysFor = async (way: string, address: string): Promise<string[]> =>
    Object.keys(await json('GET', '/api/health', { headers: { authorization: undefined, 'x-atomera-peer': `token-of-this-process ${way} ${address}` } }))
  expect(await keysFor('direct', '127.0.0.1')).toContain('endpoint')
  for (const [way, address] of [['forwarded', '127.0.0.1'], ['direct', '192.0.2.7']] as const) expect(await keysFor(way, address)).toEqual(['status', 'database', 'reconciler'])
  delete marked.atomeraPeerToken
})

const SHORT = { status: 'ok', database: { ok: true, message: null }, reconciler: { ok: true, message: null } }

test.each<[string, SentHeaders]>([
  ['a stranger', { authorization: undefined }],
  ['a probe that names no host', { host: undefined }],
  ['whoever asks under a foreign host', { host: 'evil.example' }],
  ['whoever shows a key that opens nothing', { authorization: `Bearer atm_${'x'.repeat(43)}` }],
  ['whoever shows what is no key', { authorization: 'Basic bW9uaXRvcjpzZWNyZXQ=' }],
])('health tells %s whether the server works, and nothing else', async (_who, headers) => {
  const response = await call('GET', '/api/health', { headers })
  expect([response.status, await response.json()]).toEqual([200, SHORT])
})

test('under a foreign host health does not look at who asks', async () => {
  const { id } = await addPerson(stage.sql, { role: 'viewer' })
  const session = await addSession(stage.sql, id, FIRST_TEAM)
  const wasSeen = async (): Promise<boolean> => (await stage.sql("SELECT 1 FROM session WHERE id = $1 AND seen_at > app_now() - interval '1 hour'", [session.id])).length > 0
  await stage.sql("UPDATE session SET seen_at = app_now() - interval '2 hours' WHERE id = $1", [session.id])
  expect(await json('GET', '/api/health', { headers: { ...session.headers, host: 'evil.example' } })).toEqual(SHORT)
  expect(await wasSeen()).toBe(false)
  expect(await json('GET', '/api/health', { headers: session.headers })).toHaveProperty('endpoint')
  expect(await wasSeen()).toBe(true)
})

test('health answers also when nobody can be asked who is signed in', async () => {
  const { id } = await addPerson(stage.sql, { role: 'viewer' })
  const { headers } = await addSession(stage.sql, id, FIRST_TEAM)
  await stage.sql('ALTER TABLE session RENAME TO session_away')
  const answer = await json('GET', '/api/health', { headers })
  await stage.sql('ALTER TABLE session_away RENAME TO session')
  expect(answer).toEqual(SHORT)
})

describe('cron', () => {
  test('refuses without its secret', async () => {
    for (const authorization of ['', 'Bearer wrong-secret-here']) {
      const response = await call('GET', '/api/cron/reconcile', { headers: { authorization } })
      expect(response.status).toBe(401)
      await problemOf(response)
    }
  })

  test('one visit hands over and ends what is due, without any loop', async () => {
    await stage.sql('DELETE FROM event; DELETE FROM prediction')
    const { id } = await submitSmall()
    const visit = () => json<{ turns: number }>('GET', '/api/cron/reconcile', { headers: { authorization: `Bearer ${CRON_SECRET}` } })
    await expect.poll(async () => {
      await visit()
      return (await view(id)).status
    }, { timeout: 40_000 }).toBe('COMPLETED')
    expect(await untilEnded(id)).toMatchObject({ complete: true })
    expect(await stage.ledgerOf(id)).toHaveLength(1)
  })
})
