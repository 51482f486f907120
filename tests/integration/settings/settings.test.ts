// Settings changed in the browser: they count at once in every process, touch nothing in flight, are refused where the environment decides or
// somebody was faster, and no key is ever answered, logged or stored in the clear.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startLocalEndpoint, type LocalEndpoint } from '@/local-endpoint/server'
import type { SettingsView } from '@/lib/settings/schema'
import { withStoredSettings } from '@/scripts/launcher/stored-settings'
import { call, json, until, untilEnded, view } from '../../support/calls'
import { addPerson } from '../../support/people'
import { startReconcilerProcess } from '../predictions/reconciler-process'
import { openStage, submitSmall, untilStatus, type Stage } from '../predictions/stage'

let stage: Stage
let second: LocalEndpoint
const dataDir = mkdtempSync(path.join(tmpdir(), 'atomera-second-'))
beforeAll(async () => {
  second = await startLocalEndpoint({ dataDir, stageSeconds: 0, workers: 0 })
  stage = await openStage({ loop: false, settings: { RUNPOD_QUEUE_ALLOWANCE: '3h', RUNPOD_ENDPOINT_BASE_URL: second.baseUrl } })
})
afterAll(async () => {
  await stage.close()
  await second.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const read = (): Promise<SettingsView> => json('GET', '/api/v1/settings')
const change = async (body: object): Promise<SettingsView> => json('PATCH', '/api/v1/settings', { body: { version: (await read()).version, ...body } })
const refused = async (status: number, body: object): Promise<{ code: string; detail: string; complaints: { at: string; message: string }[] }> => json('PATCH', '/api/v1/settings', { body, expect: status })
const jobsOf = async (endpoint: LocalEndpoint): Promise<string> => {
  const answer = await fetch(new URL('/control/ledger', endpoint.baseUrl), { headers: { 'x-control-token': endpoint.controlToken } })
  return answer.text()
}

describe('a change', () => {
  test('is shown with what counts, what was set, and what the environment pins', async () => {
    const before = await read()
    expect(before).toMatchObject({ timeoutMs: { value: 1_800_000, stored: null, pinnedBy: null }, queueAllowanceMs: { value: 10_800_000, pinnedBy: 'RUNPOD_QUEUE_ALLOWANCE' }, apiKey: { isSet: false } })
    const after = await change({ timeoutMs: 3_600_000, pricePerGpuSecond: 0.00019, maxTokens: 1_200 })
    expect(after).toMatchObject({ version: before.version + 1, changed: { by: 'Demo admin' }, timeoutMs: { value: 3_600_000, stored: 3_600_000, standard: 1_800_000 }, maxTokens: { value: 1_200 } })
    expect(await json('GET', '/api/v1/limits')).toMatchObject({ maxTokens: 1_200, executionTimeoutMs: 3_600_000 })
    expect(await change({ timeoutMs: null, maxTokens: null })).toMatchObject({ timeoutMs: { value: 1_800_000, stored: null } })
  })

  test('of what the environment pins is refused at its field', async () => {
    const { complaints } = await refused(400, { version: (await read()).version, queueAllowanceMs: 60_000, timeoutMs: 60_000 })
    expect(complaints).toEqual([{ at: 'queueAllowanceMs', message: expect.stringContaining('RUNPOD_QUEUE_ALLOWANCE') }])
    expect((await read()).timeoutMs.stored).toBeNull()
  })

  test.each([
    ['timeoutMs', 1, /a time from 5/], ['maxInFlight', 1.5, /a whole number/], ['endpointId', 'a/../b', /the id alone/], ['apiKey', 'two words', /visible characters/], ['pricePerGpuSecond', 4, /US dollars/],
    ['fallback', 'simulated', /local, hold/], ['baseUrl', 'https://elsewhere.example.org', /not known/], ['useRunPod', 'yes', /boolean/],
  ])('of %s to %j is refused with a complaint there', async (name, value, words) => {
    const { complaints } = await refused(400, { version: (await read()).version, [name]: value })
    expect(complaints).toEqual([{ at: name, message: expect.stringMatching(words) }])
  })

  test('of two at a time one wins, and the other is told by whom it was overtaken', async () => {
    const { version } = await read()
    const answers = await Promise.all([11, 12].map((maxInFlight) => call('PATCH', '/api/v1/settings', { body: { version, maxInFlight } })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const lost = answers.find(({ status }) => status === 409)
    expect(await lost?.json()).toMatchObject({ code: 'SETTINGS_CHANGED', detail: expect.stringContaining('Demo admin') })
    // What is set already is no change, whatever page says so.
    const now = await read()
    expect(now.version).toBe(version + 1)
    expect(await json('PATCH', '/api/v1/settings', { body: { version, maxInFlight: now.maxInFlight.stored } })).toMatchObject({ version: version + 1 })
  })

  test('leaves an audit line with before and after', async () => {
    await change({ maxInFlight: 20, endpointId: 'local' })
    const [line] = await stage.sql<{ verb: string; actor: string; detail: object }>('SELECT verb, actor_id AS actor, detail FROM audit_line ORDER BY id DESC LIMIT 1')
    expect(line).toEqual({ verb: 'changed settings', actor: 'person_demo_admin', detail: { changes: { maxInFlight: { from: expect.any(Number), to: 20 }, endpointId: { from: null, to: 'local' } } } })
    await change({ endpointId: null })
  })

  test('is for those alone who may', async () => {
    const { headers } = await addPerson(stage.sql, { role: 'lead' })
    const answers = [await call('GET', '/api/v1/settings', { headers }), await call('PATCH', '/api/v1/settings', { headers, body: { version: 1, maxInFlight: 1 } })]
    expect(answers.map(({ status }) => status)).toEqual([403, 403])
  })
})

describe('where predictions run', () => {
  test('changes at once for a process that started before, while what is in flight stays where it is', async () => {
    await stage.workers(0)
    const reconciler = startReconcilerProcess()
    const first = await submitSmall()
    await untilStatus(first.id, 'IN_QUEUE')

    await change({ apiKey: second.apiKey, endpointId: second.endpointId })
    expect(await json('GET', '/api/v1/where')).toMatchObject({ kind: 'runpod', target: 'real', endpointId: second.endpointId })
    const other = await submitSmall()
    expect(other.target).toBe('real')
    await untilStatus(other.id, 'IN_QUEUE')
    expect(await jobsOf(second)).toContain(other.id)
    expect(await jobsOf(second)).not.toContain(first.id)

    await stage.workers(2)
    expect(await untilEnded(first.id)).toMatchObject({ status: 'COMPLETED', target: 'simulated', endpoint: { kind: 'local' } })

    // Back again: what waits at the second endpoint is still looked after there.
    await change({ useRunPod: false })
    expect(await json('GET', '/api/v1/where')).toMatchObject({ kind: 'local', target: 'simulated' })
    const third = await submitSmall()
    expect(await untilEnded(third.id)).toMatchObject({ status: 'COMPLETED', target: 'simulated' })
    await json('POST', `/api/v1/predictions/${other.id}/cancel`, { expect: 202 })
    expect(await untilEnded(other.id)).toMatchObject({ status: 'CANCELLED', endpoint: { kind: 'runpod' } })
    await reconciler.kill()
  }, 120_000)

  test('follows a new key for what is in flight, and lifts the pause of a rejected one', async () => {
    await change({ useRunPod: null, apiKey: 'rpa_not_the_right_one_0000' })
    const reconciler = startReconcilerProcess()
    const waiting = await submitSmall()
    await until(() => view(waiting.id), ({ notice }) => notice?.code === 'CREDENTIALS_REJECTED')
    await change({ apiKey: second.apiKey })
    await untilStatus(waiting.id, 'IN_QUEUE')
    await change({ apiKey: null })
    expect(await json('GET', '/api/v1/where')).toMatchObject({ kind: 'unconfigured', problem: { code: 'RUNPOD_API_KEY_MISSING' } })
    // The endpoint keeps the key for what it has already.
    await json('POST', `/api/v1/predictions/${waiting.id}/cancel`, { expect: 202 })
    expect(await untilEnded(waiting.id)).toMatchObject({ status: 'CANCELLED' })
    await reconciler.kill()
  }, 120_000)

  test('is not changed for a process with another environment, which goes on claiming nothing', async () => {
    const before = await change({ useRunPod: false })
    const loop = await stage.startLoop()
    const [own] = await until(
      () => stage.sql<{ digest: string; version: number }>('SELECT environment_digest AS digest, settings_version AS version FROM deployment'),
      ([row]) => row?.version === before.version,
    )
    await stage.sql("UPDATE deployment SET environment_digest = 'of another process'")
    const { version } = await change({ maxInFlight: 33 })
    const queued = await submitSmall()
    await stage.pass(0)
    expect(await stage.sql('SELECT settings_version AS version FROM deployment')).toEqual([{ version: own?.version }])
    expect(await view(queued.id)).toMatchObject({ status: 'QUEUED', attempts: [] })
    await stage.sql('UPDATE deployment SET environment_digest = $1', [own?.digest])
    await stage.pass(0)
    expect((await untilEnded(queued.id)).status).toBe('COMPLETED')
    expect(await stage.sql('SELECT settings_version AS version FROM deployment')).toEqual([{ version }])
    await loop.stop()
  })
})

describe('the key', () => {
  const KEY = 'rpa_a_key_that_must_never_be_seen_Zq7x'

  test('goes in and never comes out: not in an answer, not in a dump of the database, not in the log', async () => {
    const answers: string[] = []
    const asked = async (method: string, address: string, body?: object) => void answers.push(await (await call(method, address, body === undefined ? {} : { body })).text())
    await asked('PATCH', '/api/v1/settings', { version: (await read()).version, apiKey: KEY, endpointId: 'local', useRunPod: true })
    await asked('PATCH', '/api/v1/settings', { version: 0, apiKey: `${KEY}2` })
    await asked('PATCH', '/api/v1/settings', { version: 0, apiKey: `${KEY} with spaces` })
    for (const address of ['/api/v1/settings', '/api/v1/where', '/api/v1/limits', '/api/health', '/api/v1/predictions']) await asked('GET', address)
    expect(answers.join('\n')).not.toContain(KEY)
    expect(JSON.parse(answers[0] ?? '')).toMatchObject({ apiKey: { isSet: true, tail: 'Zq7x', changed: { by: 'Demo admin', at: expect.any(String) } } })

    const reconciler = startReconcilerProcess({ LOG_LEVEL: 'debug' })
    await submitSmall()
    await until(() => stage.sql("SELECT 1 FROM endpoint WHERE paused_code = 'AUTH'"), (rows) => rows.length > 0)
    await reconciler.kill()
    expect(reconciler.said()).toContain('endpoint call')
    expect(reconciler.said()).not.toContain(KEY)
    const rows = JSON.stringify(await wholeDatabase())
    expect(rows).toContain('Zq7x')
    expect(rows).not.toContain(KEY)
  }, 60_000)

  test('is known to a start, which does not open it', async () => {
    const settings = await withStoredSettings({ RUNPOD_ENDPOINT_ID: 'of-the-environment' }, stage.databaseUrl)
    expect(settings).toMatchObject({ RUNPOD_ENDPOINT_ID: 'of-the-environment', USE_RUNPOD: 'true' })
    expect(JSON.stringify(settings)).not.toContain('Zq7x')
  })

  test('that was sealed under another key-encryption key counts as none, and the page says so', async () => {
    await stage.sql("UPDATE settings SET sealed_api_key = 'v1.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA.AAAA'")
    expect(await read()).toMatchObject({ apiKey: { isSet: true, isUnreadable: true } })
    expect(await json('GET', '/api/v1/where')).toMatchObject({ kind: 'unconfigured', problem: { code: 'RUNPOD_API_KEY_MISSING' } })
    expect(await change({ apiKey: null })).toMatchObject({ apiKey: { isSet: false, isUnreadable: false, tail: null } })
  })
})

describe('test connection', () => {
  const tested = (body: object, expected = 200) => json<{ outcome: string; message: string; complaints: { at: string }[] }>('POST', '/api/v1/settings/connection', { body, expect: expected })

  test('works with values that are not saved, keeps none of them, and says at which field one is missing', async () => {
    await change({ apiKey: null, endpointId: null })
    expect((await tested({ endpointId: second.endpointId }, 400)).complaints).toEqual([{ at: 'apiKey', message: expect.any(String) }])
    const jobs = await jobsOf(second)
    expect(await tested({ apiKey: second.apiKey, endpointId: second.endpointId })).toMatchObject({ tone: 'warn', outcome: 'noWorkers' })
    expect(await tested({ apiKey: 'rpa_wrong_but_secret_91', endpointId: second.endpointId })).toMatchObject({ outcome: 'keyRejected' })
    expect(await tested({ apiKey: second.apiKey, endpointId: 'not-there' })).toMatchObject({ outcome: 'endpointUnknown', message: expect.stringContaining('not-there') })
    expect(await read()).toMatchObject({ apiKey: { isSet: false }, endpointId: { stored: null } })
    const rows = JSON.stringify(await wholeDatabase())
    expect(rows).not.toContain('rpa_wrong_but_secret_91')
    // Nothing was submitted for it.
    expect(await jobsOf(second)).toEqual(jobs)
  })

  test('takes what counts where nothing is given', async () => {
    await change({ apiKey: second.apiKey, endpointId: second.endpointId })
    expect(await tested({})).toMatchObject({ outcome: 'noWorkers' })
  })
})

/** Every row of every table, as text. */
async function wholeDatabase(): Promise<object[]> {
  const tables = await stage.sql<{ name: string }>("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")
  return Promise.all(tables.map(async ({ name }) => ({ name, rows: await stage.sql(`SELECT t::text FROM "${name}" t`) })))
}
