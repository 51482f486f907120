// The event stream: live, replayed after a cursor, in an order that misses nothing, and only the own team's.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StreamMessage } from '@/lib/predictions/schema'
import { call, until } from '../../support/calls'
import { openStage, submitSmall, type Stage } from './stage'

let stage: Stage
beforeAll(async () => { stage = await openStage({ loop: false }) })
afterAll(async () => {
  const { eventHub } = await import('@/lib/predictions/event-hub')
  await eventHub().close()
  await stage.close()
})

type Sent = { event: string; id: string | null; message: Partial<StreamMessage> }

/** An open stream and what has come out of it so far. */
async function open(lastEventId?: string) {
  const abort = new AbortController()
  const response = await call('GET', '/api/v1/events', { signal: abort.signal, headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId } })
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const sent: Sent[] = []
  const reading = read(response, sent)
  return {
    sent,
    events: () => sent.flatMap(({ message }) => message.event?.kind ?? []),
    until: (holds: () => boolean) => until(() => Promise.resolve(sent), () => holds()),
    close: () => {
      abort.abort()
      return reading
    },
  }
}

async function read(response: Response, sent: Sent[]): Promise<void> {
  const reader = response.body?.getReader()
  let text = ''
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    text += new TextDecoder().decode(part.value)
    const blocks = text.split('\n\n')
    text = blocks.pop() ?? ''
    for (const block of blocks) {
      const field = (name: string) => block.split('\n').find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? null
      const event = field('event')
      // Beats only tell that the stream is alive.
      if (event !== null && event !== 'beat') sent.push({ event, id: field('id'), message: JSON.parse(field('data') ?? '{}') })
    }
  }
}

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

const rename = (id: string, name: string) => call('PATCH', `/api/v1/predictions/${id}`, { body: { name } })

describe('live', () => {
  test('says ready, then sends each event with the summary as it is now', async () => {
    const stream = await open()
    await stream.until(() => stream.sent.some(({ event }) => event === 'ready'))
    const { id } = await submitSmall({ name: 'Streamed' })
    await stream.until(() => stream.events().includes('accepted'))
    expect(stream.sent.at(-1)).toMatchObject({ event: 'prediction', id: expect.stringMatching(/^\d+-\d+$/), message: { predictionId: id, summary: { id, name: 'Streamed', status: 'QUEUED' }, event: { to: 'QUEUED' } } })
    await call('DELETE', `/api/v1/predictions/${id}`)
    await stream.until(() => stream.events().includes('deleted'))
    expect(stream.sent.at(-1)?.message).toMatchObject({ predictionId: id, summary: null })
    await stream.close()
  })

  test('other teams\' events are not sent', async () => {
    const stream = await open()
    await stream.until(() => stream.sent.some(({ event }) => event === 'ready'))
    const { id } = await submitSmall()
    await stage.sql("INSERT INTO team (id, name) VALUES ('team_other', 'Others') ON CONFLICT DO NOTHING")
    await stage.sql("INSERT INTO event (prediction_id, team_id, kind, message, created_at) VALUES ($1, 'team_other', 'state', 'Foreign.', now())", [id])
    await rename(id, 'The last thing that happens')
    await stream.until(() => stream.events().includes('renamed'))
    expect(JSON.stringify(stream.sent)).not.toContain('Foreign.')
    await stream.close()
  })

  test('many that come while much happens: each misses nothing, and gets nothing twice', async () => {
    const first = await open()
    await first.until(() => first.sent.some(({ event }) => event === 'ready'))
    const { id } = await submitSmall()
    await first.until(() => first.events().includes('accepted'))
    const cursor = first.sent.at(-1)?.id ?? ''
    const later = []
    for (let round = 1; round <= 12; round += 1) {
      later.push(await open(cursor))
      const renames = [1, 2, 3].map((one) => rename(id, `Round ${round}, ${one}`))
      later.push(await open(cursor))
      await Promise.all(renames)
    }
    await rename(id, 'The end')
    const messages = (stream: typeof first) => stream.sent.flatMap(({ message }) => message.event?.message ?? [])
    const isOver = (stream: typeof first) => messages(stream).includes('Renamed to The end.')
    for (const stream of [first, ...later]) await stream.until(() => isOver(stream))
    const expected = messages(first).slice(messages(first).indexOf('Accepted by Atomera.') + 1)
    expect(expected).toHaveLength(12 * 3 + 1)
    for (const stream of later) expect(messages(stream)).toEqual(expected)
    for (const stream of [first, ...later]) await stream.close()
  })

  test('one that reads no more is ended; the others go on', async () => {
    const reading = await open()
    const abort = new AbortController()
    const stuck = (await call('GET', '/api/v1/events', { signal: abort.signal })).body?.pipeThrough(new TextDecoderStream()).getReader()
    let kept = ''
    while (!kept.includes('event: ready')) kept += (await stuck?.read())?.value ?? ''
    await reading.until(() => reading.sent.some(({ event }) => event === 'ready'))
    const { id } = await submitSmall()
    const [team] = await stage.sql<{ id: string }>('SELECT team_id AS id FROM prediction WHERE id = $1', [id])
    await stage.sql("INSERT INTO event (prediction_id, team_id, kind, message, created_at) SELECT $1, $2, 'stage', repeat('x', 20000), now() FROM generate_series(1, 900)", [id, team?.id])
    await rename(id, 'After the flood')
    await reading.until(() => reading.events().includes('renamed'))
    for (let part = await stuck?.read(); part?.value !== undefined; part = await stuck?.read()) kept += part.value
    expect(kept.length).toBeLessThan(20_000 * 900)
    expect(kept.includes('Renamed to After the flood.')).toBe(false)
    await rename(id, 'Still heard')
    await reading.until(() => reading.sent.at(-1)?.message.event?.message === 'Renamed to Still heard.')
    abort.abort()
    await reading.close()
  })

  test('a client that goes away is noticed although garbage was collected meanwhile', async () => {
    const stream = await open()
    await stream.until(() => stream.sent.some(({ event }) => event === 'ready'))
    // What a turn of the event loop has used lives to its end; so does what only a waiting callback holds.
    for (let turn = 0; turn < 5; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve))
      collectGarbage()
    }
    await stream.close()
  })

  test('while it is open, its team counts as watched', async () => {
    await stage.sql('UPDATE team SET watched_until = NULL')
    const stream = await open()
    const watched = async () => (await stage.sql<{ watched: boolean | null }>("SELECT watched_until > app_now() AS watched FROM team WHERE id <> 'team_other'"))[0]?.watched
    await expect.poll(watched, { timeout: 20_000 }).toBe(true)
    await stream.close()
  })
})

describe('after a cursor', () => {
  test('replays what came since, once and in order, before it says ready', async () => {
    const first = await open()
    await first.until(() => first.sent.some(({ event }) => event === 'ready'))
    const { id } = await submitSmall()
    await first.until(() => first.events().includes('accepted'))
    const cursor = first.sent.at(-1)?.id ?? ''
    await first.close()
    for (const name of ['One', 'Two', 'Three']) await rename(id, name)
    const second = await open(cursor)
    await second.until(() => second.sent.some(({ event }) => event === 'ready'))
    expect(second.sent.map(({ event, message }) => message.event?.message ?? event)).toEqual(['Renamed to One.', 'Renamed to Two.', 'Renamed to Three.', 'ready'])
    await second.close()
  })

  test('the cursor never passes a transaction that is still open: its row comes first, and is not lost', async () => {
    const { eventsAfter, newestCursor } = await import('@/lib/predictions/event-store')
    const { id: slowId } = await submitSmall()
    const { id } = await submitSmall()
    const [team] = await stage.sql<{ id: string }>('SELECT team_id AS id FROM prediction WHERE id = $1', [id])
    const teamId = team?.id ?? ''
    const stream = await open()
    await stream.until(() => stream.sent.some(({ event }) => event === 'ready'))
    const cursor = await newestCursor()
    const slow = new Client({ connectionString: stage.databaseUrl })
    await slow.connect()
    await slow.query('BEGIN')
    await slow.query("INSERT INTO event (prediction_id, team_id, kind, message, created_at) VALUES ($1, $2, 'stage', 'Slow but earlier.', now())", [slowId, teamId])
    await rename(id, 'Fast but later')
    // Committed, with a higher serial number than a row that nobody can see yet.
    expect(await stage.sql("SELECT 1 AS one FROM event WHERE kind = 'renamed' AND prediction_id = $1", [id])).toHaveLength(1)
    expect(await eventsAfter(teamId, cursor, 100)).toEqual([])
    await slow.query('COMMIT')
    await slow.end()
    await stream.until(() => stream.events().includes('renamed'))
    // A stream without a cursor begins before every open transaction of the whole cluster, so what was accepted just before may come once more.
    expect(stream.sent.flatMap(({ message }) => message.event?.message ?? []).filter((message) => message !== 'Accepted by Atomera.')).toEqual(['Slow but earlier.', 'Renamed to Fast but later.'])
    await stream.close()
  })

  test.each(['nonsense', '1', '9999999999999999999-9999999999999999999'])('a cursor that is none (%s): refetch', async (cursor) => {
    const stream = await open(cursor)
    await stream.until(() => stream.sent.length > 0)
    expect(stream.sent[0]).toMatchObject({ event: 'refetch', id: expect.stringMatching(/^\d+-\d+$/) })
    await stream.close()
  })

  test('a cursor that is too old: refetch, and live from now on', async () => {
    const { id } = await submitSmall()
    const [team] = await stage.sql<{ id: string }>('SELECT team_id AS id FROM prediction WHERE id = $1', [id])
    await stage.sql("INSERT INTO event (prediction_id, team_id, kind, message, created_at) SELECT $1, $2, 'stage', 'Old.', now() FROM generate_series(1, 1001)", [id, team?.id])
    const stream = await open('1-1')
    await stream.until(() => stream.sent.length > 0)
    expect(stream.sent.map(({ event }) => event)).toEqual(['refetch'])
    await rename(id, 'Heard again')
    await stream.until(() => stream.events().includes('renamed'))
    expect(stream.sent).toHaveLength(2)
    await stream.close()
  })
})
