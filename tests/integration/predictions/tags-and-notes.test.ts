// Tags and notes: shared in the team, limited with words, each with its event and audit line; strangers and those who may not get nowhere.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TagOutcome } from '@/lib/predictions/list-schema'
import type { PredictionPage, PredictionView } from '@/lib/predictions/schema'
import { LONGEST_NOTE, MOST_TAGS } from '@/lib/predictions/tags'
import { call, json, view } from '../../support/calls'
import { addPerson } from '../../support/people'
import { openStage, submitSmall, type Stage } from './stage'

const LIST = '/api/v1/predictions'
let stage: Stage
beforeAll(async () => { stage = await openStage({ loop: false }) })
afterAll(() => stage.close())

const tagUrl = (id: string, tag: string): string => `${LIST}/${id}/tags/${encodeURIComponent(tag)}`
const tag = (id: string, name: string): Promise<PredictionView> => json('PUT', tagUrl(id, name))
const auditOf = (id: string) => stage.sql<{ verb: string; detail: unknown }>('SELECT verb, detail FROM audit_line WHERE subject = $1 ORDER BY id', [id])

describe('tags', () => {
  test('go on once and off again, in the order of the alphabet, with events and audit lines that tell before and after', async () => {
    const { id, version } = await submitSmall()
    await tag(id, 'to repeat')
    await tag(id, 'EGFR')
    const seen = await tag(id, 'egfr')
    expect(seen.tags).toEqual(['EGFR', 'to repeat'])
    expect(seen.version).toBe(version + 2)
    expect(seen.events.slice(-2).map(({ kind, message }) => [kind, message])).toEqual([['tagged', 'Demo admin tagged it “to repeat”.'], ['tagged', 'Demo admin tagged it “EGFR”.']])
    const off = await json<PredictionView>('DELETE', tagUrl(id, 'TO REPEAT'))
    expect(off.tags).toEqual(['EGFR'])
    await json('DELETE', tagUrl(id, 'never there'))
    expect(await auditOf(id)).toEqual([
      { verb: 'submitted', detail: { facts: { target: 'simulated', composition: expect.any(String), tokens: 16, sequencesSentTo: 'none' } } },
      { verb: 'changed tags', detail: { changes: { tags: { from: [], to: ['to repeat'] } } } },
      { verb: 'changed tags', detail: { changes: { tags: { from: ['to repeat'], to: ['EGFR', 'to repeat'] } } } },
      { verb: 'changed tags', detail: { changes: { tags: { from: ['EGFR', 'to repeat'], to: ['EGFR'] } } } },
    ])
  })

  test('keep the spelling that the team has', async () => {
    const [first, second] = [await submitSmall(), await submitSmall()]
    await tag(first.id, 'Série  Ä')
    expect((await tag(second.id, 'SÉRIE ä')).tags).toEqual(['Série Ä'])
    const page = await json<PredictionPage>('GET', `${LIST}?tag=${encodeURIComponent('série Ä')}`)
    expect(page.items.map(({ id }) => id).sort()).toEqual([first.id, second.id].sort())
  })

  test('at most so many on one prediction, though many come at once', async () => {
    const { id } = await submitSmall()
    const answers = await Promise.all(Array.from({ length: MOST_TAGS + 5 }, (_one, index) => call('PUT', tagUrl(id, `t${index}`))))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(MOST_TAGS)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(5)
    expect((await view(id)).tags).toHaveLength(MOST_TAGS)
  })

  test('dots alone, which in an address would name the prediction itself, are refused', async () => {
    expect((await call('POST', `${LIST}/tags`, { body: { filter: { q: 'x' }, add: ['..'] } })).status).toBe(400)
  })

  test.each(['  ', 'x'.repeat(41), 'a,b', 'a/b', 'a\\b', 'a\u0007b'])('the name %j is refused with words', async (name) => {
    const { id } = await submitSmall()
    const response = await call('PUT', tagUrl(id, name))
    expect(response.status).toBe(400)
    expect((await response.json()).complaints[0].message).toMatch(/[a-z]/)
  })
})

test('name and note of one request are written together, or neither', async () => {
  const { id, name, version } = await submitSmall()
  const seen = await json<PredictionView>('PATCH', `${LIST}/${id}`, { body: { name: 'Named anew', note: 'and noted' } })
  expect([seen.name, seen.note, seen.version]).toEqual(['Named anew', 'and noted', version + 1])
  expect(seen.events.slice(-2).map(({ kind }) => kind)).toEqual(['renamed', 'noted'])
  expect((await auditOf(id)).slice(1)).toEqual([
    { verb: 'renamed', detail: { changes: { name: { from: name, to: 'Named anew' } } } },
    { verb: 'changed note', detail: { changes: { note: { from: null, to: 'and noted' } } } },
  ])
  // What breaks at the note leaves the name as it was.
  await stage.sql(`ALTER TABLE prediction ADD CONSTRAINT no_such_note CHECK (note <> 'refused')`)
  expect((await call('PATCH', `${LIST}/${id}`, { body: { name: 'Half', note: 'refused' } })).status).toBe(500)
  await stage.sql('ALTER TABLE prediction DROP CONSTRAINT no_such_note')
  expect(await view(id)).toMatchObject({ name: 'Named anew', note: 'and noted', version: version + 1 })
})

describe('the note', () => {
  test('is written, changed and removed, with what it was in the audit line', async () => {
    const { id } = await submitSmall()
    const patch = (note: string | null): Promise<PredictionView> => json('PATCH', `${LIST}/${id}`, { body: { note } })
    expect((await patch(' Two lines:\nlook at Ser195 ')).note).toBe('Two lines:\nlook at Ser195')
    await patch('Shorter')
    await patch('Shorter')
    const seen = await patch('  ')
    expect(seen.note).toBeNull()
    expect(seen.events.filter(({ kind }) => kind === 'noted').map(({ message }) => message)).toEqual(['wrote', 'changed', 'removed'].map((did) => `Demo admin ${did} the note.`))
    expect((await auditOf(id)).slice(1)).toEqual([
      { verb: 'changed note', detail: { changes: { note: { from: null, to: 'Two lines:\nlook at Ser195' } } } },
      { verb: 'changed note', detail: { changes: { note: { from: 'Two lines:\nlook at Ser195', to: 'Shorter' } } } },
      { verb: 'changed note', detail: { changes: { note: { from: 'Shorter', to: null } } } },
    ])
  })

  test.each<[string, object]>([['too long', { note: 'x'.repeat(LONGEST_NOTE + 1) }], ['with a NUL', { note: 'a\u0000b' }], ['nothing to change', {}], ['an unknown key', { tags: [] }]])('%s is refused', async (_name, body) => {
    const { id } = await submitSmall()
    expect((await call('PATCH', `${LIST}/${id}`, { body })).status).toBe(400)
  })

  test('name and note change together', async () => {
    const { id } = await submitSmall()
    expect(await json('PATCH', `${LIST}/${id}`, { body: { name: 'Both', note: 'new' } })).toMatchObject({ name: 'Both', note: 'new' })
  })
})

describe('many at once', () => {
  const tagMany = (body: object): Promise<TagOutcome> => json('POST', `${LIST}/tags`, { body })

  test('by ids and by what a filter leaves; what has it already is unchanged', async () => {
    const [one, other] = [await submitSmall({ name: 'Bulk one' }), await submitSmall({ name: 'Bulk other' })]
    expect(await tagMany({ filter: { ids: one.id }, add: ['batch'] })).toEqual({ changed: 1, unchanged: 0, notPermitted: 0, full: 0 })
    expect(await tagMany({ filter: { q: 'bulk' }, add: ['Batch', 'two'] })).toEqual({ changed: 2, unchanged: 0, notPermitted: 0, full: 0 })
    expect(await tagMany({ filter: { q: 'bulk' }, add: ['batch'] })).toEqual({ changed: 0, unchanged: 2, notPermitted: 0, full: 0 })
    expect(await tagMany({ filter: { q: 'bulk', ids: `${other.id},pred_nobody` }, remove: ['two'] })).toMatchObject({ changed: 1 })
    expect([(await view(one.id)).tags, (await view(other.id)).tags]).toEqual([['batch', 'two'], ['batch']])
  })

  test('without a tag it counts, leaves out what is not one\'s own, and changes nothing', async () => {
    const scientist = await addPerson(stage.sql, { role: 'scientist' })
    const { id, version } = await submitSmall({ name: 'Counted of somebody else' })
    await submitSmall({ name: 'Counted' }, scientist.headers)
    expect(await json('POST', `${LIST}/tags`, { headers: scientist.headers, body: { filter: { q: 'counted' }, add: [], remove: [] } })).toEqual({ changed: 0, unchanged: 1, notPermitted: 1, full: 0 })
    expect(await view(id)).toMatchObject({ version, tags: [] })
  })

  test('more than are done at once: refused with the number, and nothing is changed', async () => {
    const { id } = await submitSmall({ name: 'Copied' })
    await stage.sql(`INSERT INTO prediction SELECT (jsonb_populate_record(p, jsonb_build_object('id', 'pred_copy' || n))).* FROM prediction p, generate_series(1, 500) n WHERE p.id = $1`, [id])
    const response = await call('POST', `${LIST}/tags`, { body: { filter: { q: 'copied' }, add: ['all'] } })
    expect(response.status).toBe(409)
    expect((await response.json()).detail).toContain('More than 500 predictions match')
    expect(await stage.sql("SELECT count(*)::int AS count FROM prediction_tag WHERE key = 'all'")).toEqual([{ count: 0 }])
    await stage.sql("DELETE FROM prediction WHERE id LIKE 'pred_copy%'")
  })

  test('an unknown filter is refused', async () => expect((await call('POST', `${LIST}/tags`, { body: { filter: { everything: true }, add: ['x'] } })).status).toBe(400))
})

describe('who may', () => {
  test('a scientist writes on her own, a lead on everybody\'s', async () => {
    const { id } = await submitSmall({ name: 'Of somebody else' })
    const { headers } = await addPerson(stage.sql, { role: 'scientist' })
    expect((await call('PUT', tagUrl(id, 'mine'), { headers })).status).toBe(403)
    expect((await call('PATCH', `${LIST}/${id}`, { headers, body: { note: 'mine' } })).status).toBe(403)
    expect(await json('POST', `${LIST}/tags`, { headers, body: { filter: { ids: id }, add: ['mine'] } })).toEqual({ changed: 0, unchanged: 0, notPermitted: 1, full: 0 })
    const lead = await addPerson(stage.sql, { role: 'lead' })
    expect((await json<PredictionView>('PUT', tagUrl(id, 'seen'), { headers: lead.headers })).tags).toEqual(['seen'])
  })

  test('another team\'s prediction is not there', async () => {
    const { id } = await submitSmall()
    await stage.sql("INSERT INTO team (id, name) VALUES ('team_other', 'Others') ON CONFLICT DO NOTHING")
    await stage.sql("UPDATE prediction SET team_id = 'team_other' WHERE id = $1", [id])
    expect((await call('PUT', tagUrl(id, 'x'))).status).toBe(404)
    expect((await call('DELETE', tagUrl(id, 'x'))).status).toBe(404)
    expect((await call('PATCH', `${LIST}/${id}`, { body: { note: 'x' } })).status).toBe(404)
    expect(await json('POST', `${LIST}/tags`, { body: { filter: { ids: id }, add: ['x'] } })).toMatchObject({ changed: 0 })
    await stage.sql("UPDATE prediction SET team_id = 'team_local' WHERE id = $1", [id])
  })
})
