// Which MSA servers predictions may ask: refused where none is allowed, sent to the worker by name, frozen, and shown with the result.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CheckAnswer, PredictionPage } from '@/lib/predictions/schema'
import type { SettingsView } from '@/lib/settings/schema'
import type { MsaServers } from '@/lib/msa-servers'
import { call, json, view } from '../../support/calls'
import { openStage, submitSmall, untilStatus, type Stage } from '../predictions/stage'

const OWN = 'https://msa.lab.example.org'
const PUBLIC = 'https://api.colabfold.com'
let stage: Stage
beforeAll(async () => { stage = await openStage({ runPod: true, workerKind: 'real' }) })
afterAll(() => stage.close())

const settings = (): Promise<SettingsView> => json('GET', '/api/v1/settings')
const change = async (body: object, expected = 200): Promise<SettingsView & { complaints: { at: string; message: string }[] }> =>
  json('PATCH', '/api/v1/settings', { body: { version: (await settings()).version, ...body }, expect: expected })
const allow = (msaServers: MsaServers | null, msaServerUrl: string | null = OWN) => change({ msaServers, msaServerUrl })
const ask = (options: object = {}) => submitSmall({ options: { seed: 1, ...options } })
const sentTo = async (id: string): Promise<Record<string, unknown>> => {
  const requests = await stage.callsOf('run')
  const bodies = requests.map(({ body }) => JSON.parse(body) as { input: { job_id: string; config: Record<string, unknown> } })
  return bodies.find(({ input }) => input.job_id === id)?.input.config ?? {}
}
const refusedAt = async (options: object = {}): Promise<string> => {
  const response = await call('POST', '/api/v1/predictions', { body: { name: 'Refused', complex: { entities: [{ type: 'protein', chainIds: ['A'], sequence: 'MKTAYIAK' }] }, options } })
  expect(response.status).toBe(422)
  return (await response.json()).complaints[0].at
}

describe('the setting', () => {
  test.each([['http://msa.lab.example.org', /https/], ['https://user:secret@msa.lab.example.org', /without user name/], [PUBLIC, /of your own/], ['file:///etc/passwd', /https/]])('%s is no address of an own server', async (msaServerUrl, words) => {
    const { complaints } = await change({ msaServerUrl }, 400)
    expect(complaints).toEqual([{ at: 'msaServerUrl', message: expect.stringMatching(words) }])
  })

  test('of an own server without an address is refused, and so is taking the address away under it', async () => {
    expect((await change({ msaServers: 'both' }, 400)).complaints[0]?.at).toBe('msaServerUrl')
    await allow('own')
    expect((await change({ msaServerUrl: null }, 400)).complaints[0]?.at).toBe('msaServerUrl')
    await allow(null, null)
  })

  test('is told with the limits, and in the audit in words', async () => {
    expect(await json('GET', '/api/v1/limits')).toMatchObject({ msaServers: { public: true, own: null } })
    await allow('both')
    expect(await json('GET', '/api/v1/limits')).toMatchObject({ msaServers: { public: true, own: OWN } })
    const { items } = await json<{ items: { words: string }[] }>('GET', '/api/v1/audit?limit=1')
    expect(items[0]?.words).toBe('Demo admin changed which MSA servers may be asked and the address of the own MSA server')
  })
})

/** No worker comes for them, and the endpoint takes no more than it could start soon. */
async function cancelOthers(id: string): Promise<void> {
  const { items } = await json<PredictionPage>('GET', '/api/v1/predictions?status=active')
  for (const other of items) if (other.id !== id) await json('POST', `/api/v1/predictions/${other.id}/cancel`, { body: {}, expect: 202 })
}

describe('a prediction', () => {
  test('asks the own server by name where it is allowed, and the public one where that is wished', async () => {
    await allow('both')
    const [own, open, single] = [await ask(), await ask({ msa_server: 'public' }), await ask({ use_msa_server: false })]
    for (const { id } of [own, open, single]) await untilStatus(id, 'IN_QUEUE')
    expect([own.sequencesSentTo, open.sequencesSentTo, single.sequencesSentTo]).toEqual([OWN, PUBLIC, 'none'])
    expect(await sentTo(own.id)).toMatchObject({ use_msa_server: true, msa_server_url: OWN })
    expect(await sentTo(open.id)).not.toHaveProperty('msa_server_url')
    expect(await sentTo(single.id)).toMatchObject({ use_msa_server: false })
  })

  test('that asks whom it may not is refused with a complaint, by submission and check alike', async () => {
    await allow('none')
    expect(await refusedAt()).toBe('options.use_msa_server')
    const checked = await json<CheckAnswer>('POST', '/api/v1/complexes/check', { body: { complex: { entities: [{ type: 'protein', chainIds: ['A'], sequence: 'MKTAYIAK' }] } } })
    expect(checked).toEqual({ ok: false, complaints: [{ at: 'options.use_msa_server', message: expect.stringContaining('allows no MSA server') }] })
    expect((await ask({ use_msa_server: false })).sequencesSentTo).toBe('none')
    await allow('own')
    expect(await refusedAt({ msa_server: 'public' })).toBe('options.msa_server')
  })

  test('keeps its server when the policy changes while it waits, and may not run again with it', async () => {
    await allow('public')
    const { id, status } = await ask()
    expect(status).toBe('QUEUED')
    await allow('none')
    await cancelOthers(id)
    await untilStatus(id, 'IN_QUEUE')
    expect(await sentTo(id)).toMatchObject({ use_msa_server: true })
    expect((await view(id)).sequencesSentTo).toBe(PUBLIC)
    await json('POST', `/api/v1/predictions/${id}/cancel`, { body: {}, expect: 202 })
    await untilStatus(id, 'CANCELLED')
    const again = await call('POST', `/api/v1/predictions/${id}/retry`, { body: {} })
    expect([again.status, (await again.json()).detail]).toEqual([409, expect.stringContaining('does not allow any more')])
    await allow('public')
    await json('POST', `/api/v1/predictions/${id}/retry`, { body: {}, expect: 202 })
  })

  test('says in the table where its sequences went', async () => {
    const { id } = await ask()
    const table = await (await call('GET', `/api/v1/predictions/export.csv?ids=${id}`)).text()
    expect(table).toContain('sequences sent to (MSA server)')
    expect(table.split('\r\n')[1]).toContain(`,${PUBLIC},`)
  })
})
