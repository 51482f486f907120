// An endpoint that does not answer is left in peace by whatever asks about jobs; a submit and a question for its health still reach it.
import { describe, expect, it, vi } from 'vitest'
import { cancelRun, readHealth, readStatus, submitRun } from '@/lib/compute/job-api'
import { answering, reply, serve, type Script } from './scripted-server'

vi.mock('@/lib/log', () => ({ log: { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() } }))

const isUnsent = (answer: object): boolean => 'unsent' in answer

describe('conformance 18: after five failures in a row', () => {
  it.each<[string, Script]>([
    ['500', answering(500, '<html>')],
    ['408', answering(408, '')],
    ['resets', (socket) => socket.resetAndDestroy()],
  ])('%s: looks and cancels are not sent, and say when to come again; a submit is sent, an answer of /health lets all through', async (_case, broken) => {
    let isBroken = true
    const { address, seen } = await serve((socket, request) => (isBroken ? broken(socket, request) : socket.end(reply(200, '{"status":"IN_QUEUE","workers":{}}'))))
    for (let call = 0; call < 5; call += 1) expect(isUnsent(await readStatus(address, 'j1'))).toBe(false)
    for (const answer of [await readStatus(address, 'j1'), await cancelRun(address, 'j1')]) {
      expect(answer).toMatchObject({ kind: 'unavailable', unsent: true, httpStatus: null })
      expect(answer.kind === 'unavailable' ? answer.retryAfterMs : 0).toBeGreaterThan(0)
    }
    expect(seen).toHaveLength(5)
    expect((await submitRun(address, { input: { a: 1 } })).kind).toBe('ambiguous')
    expect(seen).toHaveLength(6)
    isBroken = false
    expect(await readHealth(address)).toMatchObject({ kind: 'ok' })
    expect(await readStatus(address, 'j1')).toMatchObject({ kind: 'job' })
  })

  it.each([401, 404, 429])('%i is an answer and opens nothing', async (status) => {
    const { address, seen } = await serve(answering(status, ''))
    for (let call = 0; call < 8; call += 1) await readStatus(address, 'j1')
    expect(seen).toHaveLength(8)
  })

  it('long polls that are cut on their way open nothing, and wait while it is open', async () => {
    const { address, seen } = await serve((socket, { head }) => socket.end(reply(head.includes('status-sync') ? 504 : 500, '')))
    for (let call = 0; call < 8; call += 1) expect(isUnsent(await readStatus(address, 'j1', { waitMs: 1_000 }))).toBe(false)
    for (let call = 0; call < 5; call += 1) await readStatus(address, 'j1')
    expect(isUnsent(await readStatus(address, 'j1', { waitMs: 1_000 }))).toBe(true)
    expect(seen).toHaveLength(13)
  })
})
