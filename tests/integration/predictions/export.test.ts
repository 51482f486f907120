// What leaves the history: the table by filter and by ids, the archive of many results as it is made, bounds with words, and nothing of another team.
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { call, untilEnded } from '../../support/calls'
import { openStage, submitSmall, type Stage } from './stage'

const LIST = '/api/v1/predictions'
let stage: Stage
let ids: string[] = []
beforeAll(async () => {
  stage = await openStage({ breaks: 'all' })
  for (const name of ['Export = first', '=Export, second']) ids.push((await submitSmall({ name })).id)
  for (const id of ids) await untilEnded(id)
  ids = [...ids, (await submitSmall({ name: 'Export without a result' })).id]
  await call('POST', `${LIST}/${ids[2]}/cancel`)
})
afterAll(() => stage.close())

const nameOf = (response: Response): string => response.headers.get('content-disposition') ?? ''
const bytesOf = async (response: Response): Promise<Uint8Array> => new Uint8Array(await response.arrayBuffer())

test('the table holds what the filter leaves, in its order, and its name says that it is simulated', async () => {
  const response = await call('GET', `${LIST}/export.csv?q=export&sort=name`)
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(response.headers.get('content-security-policy')).toContain('sandbox')
  expect(nameOf(response)).toContain('atomera-3-predictions-SIMULATED.csv')
  const lines = new TextDecoder().decode(await bytesOf(response)).split('\r\n')
  expect(lines.slice(1, 4).map((line) => line.split(',')[0])).toEqual([ids[1], ids[0], ids[2]])
  expect(lines[1]).toContain(`"'=Export, second",COMPLETED,SIMULATED,`)
})

test('what was taken out, and what narrowed it, stands in the audit', async () => {
  await call('GET', `${LIST}/export.csv?q=export&status=COMPLETED`)
  await (await call('GET', `${LIST}/export.zip?ids=${ids[0]},${ids[2]}`)).arrayBuffer()
  expect(await stage.sql("SELECT verb, team_id AS team, detail FROM audit_line WHERE verb LIKE 'exported%' ORDER BY id DESC LIMIT 2")).toEqual([
    { verb: 'exported results', team: 'team_local', detail: { facts: { predictions: 1, filter: ['chosen one by one'] } } },
    { verb: 'exported predictions', team: 'team_local', detail: { facts: { predictions: 2, filter: ['status: COMPLETED', 'q: export'] } } },
  ])
})

test('whoever only asks gets the same refusal or nothing, and the audit no line', async () => {
  const lines = () => stage.sql("SELECT count(*)::int AS lines FROM audit_line WHERE verb LIKE 'exported%'")
  const before = await lines()
  for (const kind of ['csv', 'zip']) {
    const response = await call('GET', `${LIST}/export.${kind}?q=export&ask=1`)
    expect([response.status, await response.text(), nameOf(response)]).toEqual([204, '', ''])
  }
  expect((await call('GET', `${LIST}/export.zip?ids=${ids[2]}&ask=1`)).status).toBe(409)
  expect(await lines()).toEqual(before)
})

test.each(['export.csv', 'export.zip'])('HEAD of %s tells what would come, makes nothing, and leaves no line in the audit', async (file) => {
  const exports = () => stage.sql("SELECT count(*)::int AS count FROM audit_line WHERE verb LIKE 'exported%'")
  const before = await exports()
  const head = await call('HEAD', `${LIST}/${file}?q=export`)
  expect([head.status, head.body]).toEqual([200, null])
  expect(await exports()).toEqual(before)
  const got = await call('GET', `${LIST}/${file}?q=export`)
  expect(head.headers.get('content-type')).toBe(got.headers.get('content-type'))
  await got.body?.cancel()
  expect((await call('HEAD', `${LIST}/${file}`, { headers: { authorization: undefined } })).status).toBe(401)
})

test('by ids only those; another team\'s are not there', async () => {
  const response = await call('GET', `${LIST}/export.csv?ids=${ids[0]},pred_nobody`)
  expect(nameOf(response)).toContain('atomera-1-predictions')
  await stage.sql("INSERT INTO team (id, name) VALUES ('team_other', 'Others')")
  await stage.sql("UPDATE prediction SET team_id = 'team_other' WHERE id = $1", [ids[0]])
  expect(nameOf(await call('GET', `${LIST}/export.csv?ids=${ids[0]}`))).toContain('atomera-0-predictions.csv')
  expect((await call('GET', `${LIST}/export.zip?ids=${ids[0]}`)).status).toBe(409)
  await stage.sql("UPDATE prediction SET team_id = 'team_local' WHERE id = $1", [ids[0]])
})

test('the archive has a folder for each result, the table besides, and every byte as it is stored', async () => {
  const response = await call('GET', `${LIST}/export.zip?q=export`)
  expect(response.headers.get('content-type')).toBe('application/zip')
  expect(nameOf(response)).toContain('atomera-2-results-SIMULATED.zip')
  const entries = unzipSync(await bytesOf(response))
  const folders = new Set(Object.keys(entries).map((name) => name.split('/')[0]))
  expect([...folders].sort()).toEqual([`Export_first-SIMULATED-${ids[0]}`, `_Export_second-SIMULATED-${ids[1]}`, 'predictions.csv'].sort())
  const pose = await bytesOf(await call('GET', `${LIST}/${ids[0]}/files/pose_0.cif`))
  expect(entries[`Export_first-SIMULATED-${ids[0]}/files/pose_0.cif`]).toEqual(pose)
})

test('a reader who leaves stops the making of the archive', async () => {
  const { body } = await call('GET', `${LIST}/export.zip?q=export`)
  const reader = body?.getReader()
  expect((await reader?.read())?.value?.byteLength).toBeGreaterThan(0)
  await reader?.cancel()
  expect((await reader?.read())?.done).toBe(true)
})

test('a damaged file breaks the archive off instead of being left out', async () => {
  const damaged = await stage.sql<{ sha256: string; gzip: Buffer }>("SELECT a.sha256, a.gzip FROM artifact a JOIN result_file f USING (sha256) JOIN attempt t ON t.id = f.attempt_id WHERE t.prediction_id = $1 AND f.name = 'pose_0.cif'", [ids[1]])
  await stage.sql('UPDATE artifact SET gzip = $2 WHERE sha256 = $1', [damaged[0]?.sha256, Buffer.from('1f8b')])
  const response = await call('GET', `${LIST}/export.zip?ids=${ids[1]}`)
  await expect(response.arrayBuffer()).rejects.toThrow()
  await stage.sql('UPDATE artifact SET gzip = $2 WHERE sha256 = $1', [damaged[0]?.sha256, damaged[0]?.gzip])
})

test('more than is taken at once is refused with the number', async () => {
  await stage.sql(`INSERT INTO prediction SELECT (jsonb_populate_record(p, jsonb_build_object('id', 'pred_copy' || n))).* FROM prediction p, generate_series(1, 201) n WHERE p.id = $1`, [ids[2]])
  const response = await call('GET', `${LIST}/export.zip?q=without`)
  expect(response.status).toBe(409)
  expect((await response.json()).detail).toContain('More than 200 predictions match')
  expect(nameOf(await call('GET', `${LIST}/export.csv?q=without`))).toContain('atomera-202-predictions')
})

test.each(['ids=', 'ids=a;b', `ids=${Array.from({ length: 201 }, () => 'x').join(',')}`, 'sort=shoe', 'ask=2'])('?%s is refused', async (query) => {
  expect((await call('GET', `${LIST}/export.csv?${query}`)).status).toBe(400)
})
