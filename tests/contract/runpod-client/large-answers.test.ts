// Answers that are larger than they should be, over real sockets: what is held of them, what is understood, and when reading stops.
import { gunzipSync } from 'node:zlib'
import type { Socket } from 'node:net'
import { describe, expect, it, vi } from 'vitest'
import { answerRoom } from '@/lib/compute/answer-room'
import { readHealth, readStatus, submitRun } from '@/lib/compute/job-api'
import { answering, serve } from './scripted-server'

vi.mock('@/lib/log', () => ({ log: { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() } }))

const MB = 1024 * 1024

let sentBytes = 0

/** Sends a head, `before`, so many megabytes of `filling`, `after`; Infinity never ends. */
function pour(socket: Socket, before: string, megabytes: number, after = '', status = 200): void {
  const piece = Buffer.alloc(MB, 'QUJD')
  let left = megabytes
  socket.write(`HTTP/1.1 ${status} Scripted\r\nconnection: close\r\n\r\n${before}`)
  sentBytes = 0
  const more = () => {
    while (!socket.destroyed && left > 0) {
      left -= 1
      sentBytes += MB
      if (!socket.write(piece)) return
    }
    if (left !== 0) return
    left = -1
    socket.end(after)
  }
  socket.on('drain', more)
  more()
}

describe('conformance 8: the cap on an answer', () => {
  it('up to 64 MB is kept byte for byte, and its output is not made a value', async () => {
    const { address } = await serve((socket) => pour(socket, '{"id":"j1","output":{"a":"', 60, '"},"status":"COMPLETED"}'))
    const answer = await readStatus(address, 'j1')
    expect(answer).toMatchObject({ kind: 'job', job: { id: 'j1', status: 'COMPLETED' }, raw: { isWhole: true } })
    if (answer.kind !== 'job') return
    expect(answer.job.output).toBeUndefined()
    const kept = gunzipSync(Buffer.concat(await answer.raw.gzip()))
    expect(kept.length).toBe(answer.raw.size)
    expect([kept.subarray(0, 28).toString(), kept.subarray(-24).toString()]).toEqual(['{"id":"j1","output":{"a":"QU', '"},"status":"COMPLETED"}'])
  })

  it.each([
    ['before', '{"status":"COMPLETED","id":"j1","output":"', 'x"}'],
    ['after', '{"output":"', '","status":"COMPLETED","id":"j1"}'],
  ])('over 64 MB only the first megabyte is kept; the status %s the output is understood all the same', async (_place, before, after) => {
    const { address } = await serve((socket) => pour(socket, before, 80, after))
    const answer = await readStatus(address, 'j1')
    expect(answer).toMatchObject({ kind: 'job', job: { id: 'j1', status: 'COMPLETED' }, raw: { isWhole: false } })
    expect(answer.kind === 'job' ? gunzipSync(Buffer.concat(await answer.raw.gzip())).length : 0).toBeLessThanOrEqual(MB)
  })

  it('an answer without end is left after 256 MB; what it said of its job by then counts', async () => {
    const { address } = await serve((socket) => pour(socket, '{"status":"COMPLETED","output":"', Infinity))
    expect(await readStatus(address, 'j1')).toMatchObject({ kind: 'job', job: { status: 'COMPLETED' }, raw: { isWhole: false } })
    expect(sentBytes).toBeLessThan(300 * MB)
  })

  it('and without a status it says nothing', async () => {
    const { address } = await serve((socket) => pour(socket, '{"output":"', Infinity))
    expect(await readStatus(address, 'j1')).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('larger than 64 MB') })
  })

  it('what is no JSON is left at once', async () => {
    const { address } = await serve((socket) => pour(socket, '<html>', Infinity))
    expect(await readStatus(address, 'j1')).toMatchObject({ kind: 'unavailable', message: 'The endpoint answered something that is not JSON.' })
    expect(sentBytes).toBeLessThan(20 * MB)
  })

  it('of anything but a status the first megabyte is enough', async () => {
    const { address } = await serve((socket) => pour(socket, '{"workers":{"idle":1},"x":"', Infinity))
    expect(await readHealth(address)).toMatchObject({ kind: 'unavailable' })
    expect(await submitRun(address, { input: {} })).toMatchObject({ kind: 'ambiguous' })
    expect(sentBytes).toBeLessThan(20 * MB)
  })

  it.each([[502, 'unavailable'], [404, 'notFound'], [401, 'auth'], [429, 'unavailable']])('%i with a body without end is still %i', async (status, kind) => {
    const { address } = await serve((socket) => pour(socket, '<h1>No</h1>', Infinity, '', status))
    expect(await readStatus(address, 'j1')).toMatchObject({ kind })
    expect(sentBytes).toBeLessThan(20 * MB)
  })
})

describe('room for large answers', () => {
  it('of many at once only one huge one is read; the others wait at their socket', async () => {
    const { address } = await serve((socket) => pour(socket, '{"id":"j1","output":"', 20, '","status":"COMPLETED"}'))
    const rooms = [answerRoom(), answerRoom(), answerRoom()]
    const ended: number[] = []
    const reads = rooms.map((room, index) => readStatus(address, 'j1', { room }).then((answer) => {
      ended.push(index)
      return { answer, index }
    }))
    for (const count of [1, 2, 3]) {
      const { answer, index } = await Promise.race(reads.filter((_, read) => !ended.slice(0, count - 1).includes(read)))
      expect(answer).toMatchObject({ kind: 'job', raw: { isWhole: true } })
      expect(ended).toHaveLength(count)
      rooms[index]?.leave()
    }
  })

  it('small answers do not ask for it', async () => {
    const room = answerRoom()
    await room.hold(40 * MB)
    const { address } = await serve(answering(200, '{"id":"j1","status":"IN_QUEUE"}'))
    expect(await readStatus(address, 'j1')).toMatchObject({ kind: 'job' })
    room.leave()
  })
})

describe('conformance 14: odd fields of a job', () => {
  it.each<[string, string, object]>([
    ['a duplicate status: the last one counts', '{"status":"IN_QUEUE","status":"COMPLETED"}', { status: 'COMPLETED' }],
    ['keys in escapes', '{"\\u0073tatus":"COMPLETED","i\\u0064":"j1"}', { status: 'COMPLETED', id: 'j1' }],
    ['NaN within an output', '{"output":{"a":NaN},"status":"COMPLETED"}', { status: 'COMPLETED' }],
    ['a status as long as a book', `{"status":"${'X'.repeat(100_000)}"}`, { status: `${'X'.repeat(79)}…` }],
    ['an error as long as a book', `{"status":"FAILED","error":"begin ${'x'.repeat(100_000)}"}`, { error: expect.stringMatching(/^begin x+$/) }],
    ['an error cut in the middle of an escape', `{"status":"FAILED","error":"begin ${'\\u00e9'.repeat(30_000)}"}`, { error: expect.stringMatching(/^begin é+$/) }],
    ['an error cut in the middle of two slashes', `{"status":"FAILED","error":"${'\\\\'.repeat(60_000)}"}`, { error: expect.stringMatching(/^\\+$/) }],
    ['an error cut in the middle of a letter', `{"status":"FAILED","error":"b${'é'.repeat(60_000)}"}`, { error: expect.stringMatching(/^bé+$/) }],
    ['an error nested 100,000 deep', `{"status":"FAILED","error":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, { error: 'The error is too large or nested too deeply to be read.' }],
    ['progress nested 100,000 deep', `{"status":"IN_PROGRESS","output":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`, { status: 'IN_PROGRESS' }],
    ['progress of a megabyte', `{"status":"IN_PROGRESS","output":{"seq":1,"stage":"msa","message":"${'x'.repeat(1_000_000)}"}}`, { status: 'IN_PROGRESS' }],
    ['times that are no numbers', '{"status":"IN_PROGRESS","delayTime":1e999,"executionTime":-5,"retries":1.5}', { delayTime: null, executionTime: null, retries: null }],
    ['__proto__ as a field', '{"__proto__":{"status":"COMPLETED"},"status":"IN_QUEUE"}', { status: 'IN_QUEUE' }],
  ])('%s', async (_case, body, expected) => {
    const { address } = await serve(answering(200, body))
    const answer = await readStatus(address, 'j1')
    expect(answer).toMatchObject({ kind: 'job', job: expected })
    if (answer.kind === 'job' && answer.job.status === 'IN_PROGRESS') expect(answer.job.output).toBeUndefined()
  })

  it.each(['{"status":7}', '{"status":null}', '{"status":{"a":1}}', '{"Status":"COMPLETED"}', '{"output":{"status":"COMPLETED"}}', '[{"status":"COMPLETED"}]', '{"status":"COMPLETED"', '{"status":"COMPLETED"}}', `{"status":"COMPLETED","id":"j1${'x'.repeat(2_000)}"}`])(
    '%s is no answer about the job',
    async (body) => {
      const { address } = await serve(answering(200, body))
      expect(await readStatus(address, 'j1')).toMatchObject({ kind: 'unavailable' })
    },
  )
})
