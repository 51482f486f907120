// What an endpoint can do to a connection, short of an answer: each ends the call with words and leaves the process alone.
import { describe, expect, it, vi } from 'vitest'
import { readStatus, submitRun } from '@/lib/compute/job-api'
import { answering, reply, serve } from './scripted-server'

vi.mock('@/lib/log', () => ({ log: { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() } }))

const QUEUED = '{"id":"j1","status":"IN_QUEUE"}'

describe('a kept connection', () => {
  it('is used again', async () => {
    const { address, connections } = await serve((socket) => socket.write(reply(200, QUEUED, { connection: 'keep-alive' })))
    for (let call = 0; call < 3; call += 1) expect(await readStatus(address, 'j1')).toMatchObject({ kind: 'job' })
    expect(connections()).toBe(1)
  })

  it('that the other side has left is not used again', async () => {
    let ended: Promise<void> = Promise.resolve()
    const { address, connections } = await serve((socket) => {
      socket.write(reply(200, QUEUED, { connection: 'keep-alive' }))
      ended = new Promise((resolve) => socket.once('close', () => resolve()))
      socket.end()
    })
    for (let call = 0; call < 2; call += 1) {
      expect(await readStatus(address, 'j1')).toMatchObject({ kind: 'job' })
      await ended
    }
    expect(connections()).toBe(2)
  })
})

describe('an answer that is no HTTP', () => {
  it.each<[string, string]>([
    ['words', 'hello\r\n\r\n'],
    ['an upgrade that nobody asked for', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nabc'],
    ['a head of 100 kB', `HTTP/1.1 200 OK\r\n${'x: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n'.repeat(2_000)}\r\n`],
    ['a length that is no number', 'HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n{}'],
    ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}'],
    ['chunks of no size', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n'],
    ['chunks without end', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"id"\r\n'],
    ['a body that is shorter than it says', 'HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{"id":"j1","status":"COMPLETED"}'],
    ['nothing', ''],
  ])('%s', async (_case, words) => {
    const { address } = await serve((socket) => socket.end(words))
    expect(await readStatus(address, 'j1')).toMatchObject({ kind: 'unavailable', httpStatus: null, message: expect.stringMatching(/\w+\.$/) })
    expect(await submitRun(address, { input: {} })).toMatchObject({ kind: 'ambiguous' })
  })

  it('heads that come before the answer are passed over', async () => {
    const { address } = await serve((socket) => socket.end(`HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${reply(200, QUEUED)}`))
    expect(await readStatus(address, 'j1')).toMatchObject({ kind: 'job' })
  })

  it('bytes after the answer are not another one', async () => {
    const { address } = await serve((socket) => socket.write(`${reply(200, QUEUED, { connection: 'keep-alive' })}${reply(200, QUEUED.replace('IN_QUEUE', 'COMPLETED'))}`))
    expect(await readStatus(address, 'j1')).toMatchObject({ kind: 'job', job: { status: 'IN_QUEUE' } })
    expect(await readStatus(address, 'j1')).toMatchObject({ kind: 'job', job: { status: 'IN_QUEUE' } })
  })
})

it('an answer whose connection closes while nobody reads it does not end the process', async () => {
  const { address } = await serve(answering(200, `{"id":"j1","status":"COMPLETED","output":"${'x'.repeat(3_000_000)}"}`))
  const answers = await Promise.all(Array.from({ length: 12 }, () => readStatus(address, 'j1')))
  expect(answers.every(({ kind }) => kind === 'job')).toBe(true)
})
