// The audit: one line for each deed, with who, what, when, from where, before and after; kept against every change; of all teams, for admins alone.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '@/lib/access/actor'
import type { AuditLineView, AuditPage } from '@/lib/audit/schema'
import type { SettingsView } from '@/lib/settings/schema'
import { call, json } from '../support/calls'
import { addPerson } from '../support/people'
import { openStage, submitSmall, untilStatus, type Stage } from './predictions/stage'

const AUDIT = '/api/v1/audit'
const LIST = '/api/v1/predictions'
let stage: Stage
// Lines of teams and people that never submitted anything, and of predictions of the past, are put in by hand.
beforeAll(async () => { stage = await openStage({ breaks: ['accepted is there'] }) })
afterAll(() => stage.close())

const audit = (query = ''): Promise<AuditPage> => json('GET', `${AUDIT}${query}`)
const linesOf = async (subject: string): Promise<AuditLineView[]> => (await audit(`?subject=${subject}`)).items.toReversed()
const newest = async (): Promise<AuditLineView | undefined> => (await audit('?limit=1')).items[0]

describe('each deed leaves a line', () => {
  test('of a prediction: submitted, renamed, tagged, noted, cancelled, run again, chosen, deleted', async () => {
    await stage.workers(0)
    const { id } = await submitSmall({ name: 'First name' })
    await untilStatus(id, 'IN_QUEUE')
    await json('PATCH', `${LIST}/${id}`, { body: { name: 'Second name', note: 'look again' } })
    await json('PUT', `${LIST}/${id}/tags/EGFR`)
    await json('POST', `${LIST}/${id}/cancel`, { body: {}, expect: 202 })
    await untilStatus(id, 'CANCELLED')
    await stage.workers(2)
    await json('POST', `${LIST}/${id}/retry`, { body: {}, expect: 202 })
    await untilStatus(id, 'COMPLETED')
    await json('DELETE', `${LIST}/${id}`, { expect: 204 })
    expect((await linesOf(id)).map(({ words, detail }) => [words, detail])).toEqual([
      ['Demo admin submitted “First name”', { facts: { target: 'simulated', composition: expect.any(String), tokens: 16, sequencesSentTo: 'none' } }],
      ['Demo admin renamed “First name” to “Second name”', { changes: { name: { from: 'First name', to: 'Second name' } } }],
      // Both in one change, under the name that it had.
      ['Demo admin wrote the note of “First name”', { changes: { note: { from: null, to: 'look again' } } }],
      ['Demo admin tagged “Second name” “EGFR”', { changes: { tags: { from: [], to: ['EGFR'] } } }],
      ['Demo admin cancelled “Second name”', { facts: { state: 'IN_QUEUE' } }],
      ['Demo admin ran “Second name” again', { changes: { state: { from: 'CANCELLED', to: 'QUEUED' }, generation: { from: 1, to: 2 } } }],
      ['Demo admin deleted “Second name”', { facts: { state: 'COMPLETED' } }],
    ])
  })

  test('of the settings, with values before and after, and of a key its end alone', async () => {
    const change = async (body: object): Promise<SettingsView> =>
      json('PATCH', '/api/v1/settings', { body: { version: (await json<SettingsView>('GET', '/api/v1/settings')).version, ...body } })
    await change({ timeoutMs: 1_800_000 })
    await change({ timeoutMs: 43_200_000 })
    expect((await newest())?.words).toBe('Demo admin changed the time limit of a run from 30 min to 12 h')
    await change({ apiKey: 'rpa_0123456789_secret_WXYZ', useRunPod: false })
    const line = await newest()
    expect(line?.words).toBe('Demo admin changed RunPod’s API key and whether RunPod is used')
    expect(line?.detail).toEqual({ changes: { apiKey: { from: null, to: '…WXYZ' }, useRunPod: { from: null, to: false } } })
    expect(JSON.stringify(await stage.sql('SELECT * FROM audit_line', []), (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value))).not.toContain('secret')
  })

  test('from where it was done: the address of the connection, never what a header claims, and by which key', async () => {
    // As the door marks what Node announced to it.
    const marked = globalThis as typeof globalThis & { atomeraPeerToken?: string }
    marked.atomeraPeerToken = 'token'
    const seen = await submitSmall({ name: 'From a browser' }, { 'x-atomera-peer': `${marked.atomeraPeerToken} direct 192.0.2.7`, 'x-forwarded-for': '198.51.100.1' })
    expect((await linesOf(seen.id))[0]?.from).toEqual({ address: '192.0.2.7', via: 'apiKey', apiKey: { id: expect.any(String), name: 'Demo key of npm run up' } })
    const { submitPrediction } = await import('@/lib/predictions/service')
    const { SubmitPrediction } = await import('@/lib/predictions/schema')
    const actor: Actor = { personId: 'person_demo_admin', personName: 'Demo admin', teamId: 'team_local', roles: ['lead', 'admin'], credential: { kind: 'session', id: 'none' }, from: { address: '2001:db8::5', via: 'apiKey', apiKey: { id: 'key_1', name: 'laptop' } } }
    const body = SubmitPrediction.parse({ name: 'With a key', complex: { entities: [{ type: 'protein', chainIds: ['A'], sequence: 'MKTAYIAK' }] }, options: { use_msa_server: false } })
    const { id } = await submitPrediction(actor, body, null)
    expect((await linesOf(id))[0]?.from).toEqual({ address: '2001:db8::5', via: 'apiKey', apiKey: { id: 'key_1', name: 'laptop' } })
  })
})

describe('what is written stays', () => {
  test.each(["UPDATE audit_line SET verb = 'slept'", 'DELETE FROM audit_line', "DELETE FROM audit_line WHERE subject = 'nobody'", 'TRUNCATE audit_line', 'TRUNCATE audit_line CASCADE'])('%s is refused', async (statement) => {
    const before = await stage.sql('SELECT count(*)::int AS count FROM audit_line')
    await expect(stage.sql(statement)).rejects.toThrow(/only ever added to/)
    expect(await stage.sql('SELECT count(*)::int AS count FROM audit_line')).toEqual(before)
  })

  test('when person and team are gone, under the name from then', async () => {
    const grace = await addPerson(stage.sql, { role: 'scientist', name: 'Grace Hopper', teamId: 'team_gone' })
    const { id } = await submitSmall({ name: 'Of the past' }, grace.headers)
    await untilGone(id)
    const [line] = await linesOf(id)
    expect(line).toMatchObject({ actor: { id: grace.id, name: 'Grace Hopper' }, team: { id: 'team_gone', name: null }, words: 'Grace Hopper submitted “Of the past”' })
    const { auditChoices } = await import('@/lib/audit/service')
    expect((await auditChoices()).people).toContainEqual({ id: grace.id, name: 'Grace Hopper' })
  })

  /** As when a team is deleted with all it has. */
  async function untilGone(id: string): Promise<void> {
    await stage.sql(`BEGIN; SET LOCAL session_replication_role = replica; DELETE FROM event WHERE prediction_id = '${id}'; DELETE FROM attempt WHERE prediction_id = '${id}';
      DELETE FROM prediction WHERE id = '${id}'; DELETE FROM person WHERE id = 'person_gone'; DELETE FROM team WHERE id = 'team_gone'; COMMIT`)
  }
})

describe('the list', () => {
  const PAST = 'created_at, team_id, actor_id, actor_name, verb, subject, subject_name'
  beforeAll(async () => {
    await stage.sql("INSERT INTO team (id, name) VALUES ('team_other', 'Other team')")
    await stage.sql("INSERT INTO person (id, name, email) VALUES ('person_eve', 'Eve', 'eve@example.org')")
    await stage.sql(`INSERT INTO audit_line (${PAST}) SELECT '2026-01-10 12:00Z'::timestamptz + n * interval '1 minute', 'team_other', 'person_eve', 'Eve', CASE n % 2 WHEN 0 THEN 'renamed' ELSE 'deleted' END, 'pred_eve' || n, '100% of Eve ' || n FROM generate_series(1, 120) n`)
    await stage.sql(`INSERT INTO audit_line (${PAST}) VALUES ('2026-01-11 23:59:59.999Z', 'team_other', 'person_eve', '=Eve', 'renamed', 'pred_edge', '+1')`)
  })

  test.each<[string, number]>([
    ['person=person_eve', 121], ['person=person_eve&verb=deleted', 60], ['team=team_other&verb=renamed', 61], ['subject=pred_eve7', 1], ['subject=of%20EVE%2011', 11], ['subject=100%25%20of', 120], ['subject=100_', 0],
    ['person=person_eve&to=2026-01-10', 120], ['person=person_eve&from=2026-01-11', 1], ['from=2026-01-11&to=2026-01-11', 1], ['person=person_eve&from=2026-01-12', 0], ['person=&verb=&subject=&team=team_other&from=&to=', 121], ['verb=slept', 0],
  ])('narrowed by %s has %i lines', async (query, count) => expect((await audit(`?limit=200&${query}`)).items).toHaveLength(count))

  test('by pages, each line once and the newest first, also where moments are equal', async () => {
    await stage.sql(`INSERT INTO audit_line (${PAST}) SELECT '2026-01-09 12:00Z', 'team_other', 'person_many', 'Many', 'renamed', 'pred_m' || n, 'm' FROM generate_series(1, 25) n`)
    const seen: AuditLineView[] = []
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: AuditPage = await audit(`?person=person_many&limit=10${cursor === '' ? '' : `&cursor=${cursor}`}`)
      seen.push(...page.items)
      cursor = page.nextCursor
    }
    expect(seen.map(({ subject }) => subject.id)).toEqual(Array.from({ length: 25 }, (_one, index) => `pred_m${25 - index}`))
  })

  test.each(['cursor=nonsense', `cursor=${Buffer.from('["0000-01-01T00:00:00.000Z","1"]').toString('base64url')}`, `cursor=${Buffer.from('["2026-01-01T00:00:00.000Z","1; DROP"]').toString('base64url')}`, 'from=2026-02-30', 'limit=0', 'limit=201', 'person=a%00b'])('%s is refused with words', async (query) => {
    const response = await call('GET', `${AUDIT}?${query}`)
    expect(response.status).toBe(400)
    expect((await response.json()).complaints[0].at).toBe(query.split('=')[0])
  })

  test.each(['scientist', 'lead'] as const)('is not for a %s, nor is its table', async (role) => {
    const { headers } = await addPerson(stage.sql, { role })
    expect((await call('GET', AUDIT, { headers })).status).toBe(403)
    expect((await call('GET', `${AUDIT}/export.csv`, { headers })).status).toBe(403)
  })
})

describe('the table', () => {
  const table = async (query = ''): Promise<string> => (await call('GET', `${AUDIT}/export.csv${query}`)).text()

  test('has before and after, and no cell that a spreadsheet would take for a formula', async () => {
    const lines = (await table('?person=person_eve&from=2026-01-11')).split('\r\n')
    expect(lines[0]).toContain('moment (UTC),person,person id,verb')
    expect(lines[1]).toContain("2026-01-11T23:59:59.999Z,'=Eve,person_eve,renamed,pred_edge,'+1,Other team,,not recorded")
    expect(await table('?verb=renamed&team=team_local')).toContain('"{""name"":""First name""}","{""name"":""Second name""}"')
  })

  test('that it was taken out is a line itself, with how many and what narrowed it', async () => {
    await table('?verb=renamed&team=team_local')
    const [line] = await stage.sql("SELECT actor_name AS who, team_id AS team, detail FROM audit_line WHERE verb = 'exported the audit' ORDER BY id DESC LIMIT 1")
    expect(line).toEqual({ who: 'Demo admin', team: '', detail: { facts: { lines: expect.any(Number), filter: ['verb: renamed', 'team: team_local'] } } })
  })

  test('counts exactly what is taken out, without the line that says so', async () => {
    const exports = () => stage.sql<{ lines: number }>("SELECT (detail->'facts'->>'lines')::int AS lines FROM audit_line WHERE verb = 'exported the audit' ORDER BY id DESC")
    const rows = async (query: string): Promise<number> => (await table(query)).trimEnd().split('\r\n').length - 1
    await rows('?verb=exported%20the%20audit')
    const before = (await exports()).length
    const taken = await rows('?verb=exported%20the%20audit')
    expect([taken, (await exports())[0]?.lines]).toEqual([before, before])
    const response = await call('HEAD', `${AUDIT}/export.csv`)
    expect([response.status, await response.text(), (await exports()).length]).toEqual([200, '', before + 1])
  })

  test('is whole, however many lines there are', async () => {
    await stage.sql("INSERT INTO audit_line (created_at, team_id, actor_id, actor_name, verb, subject) SELECT '2025-01-10 12:00Z'::timestamptz + n * interval '1 second', 'team_other', 'person_bulk', 'Bulk', 'deleted', 'pred_b' || n FROM generate_series(1, 2345) n")
    const lines = (await table('?person=person_bulk')).trimEnd().split('\r\n')
    expect(lines).toHaveLength(2_346)
    expect(new Set(lines).size).toBe(2_346)
    expect(await stage.sql("SELECT detail->'facts'->'lines' AS lines FROM audit_line WHERE verb = 'exported the audit' ORDER BY id DESC LIMIT 1")).toEqual([{ lines: 2_345 }])
  })
})
