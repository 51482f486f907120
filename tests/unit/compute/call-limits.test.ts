// The time limits that each call of the job API is made with, and which of them gets a connection of its own.
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Call } from '@/lib/compute/http'
import { cancelRun, readHealth, readStatus, submitRun, voidAttempt } from '@/lib/compute/job-api'

const calls: Call[] = []
vi.mock('@/lib/compute/http', () => ({
  exchange: (_address: unknown, call: Call) => {
    calls.push(call)
    return Promise.resolve({ kind: 'failed', bytesLeft: false, httpStatus: null, message: '' })
  },
}))

const address = { kind: 'local', baseUrl: 'http://127.0.0.1:1/v2', endpointId: 'ep1', apiKey: 'k' } as const
beforeEach(() => void calls.splice(0))

describe('conformance 8: every call has its time limits', () => {
  it.each([
    ['submit: 30 s in all, on a connection of its own', () => submitRun(address, { input: { a: 1 } }), { silenceMs: 30_000, wholeMs: 30_000, fresh: true }],
    ['status: 15 s of silence, and as long as its bytes keep coming', () => readStatus(address, 'j1'), { silenceMs: 15_000 }],
    ['status with a wait: 15 s more than the wait', () => readStatus(address, 'j1', { waitMs: 20_000 }), { silenceMs: 35_000 }],
    ['cancel: 15 s in all', () => cancelRun(address, 'j1'), { silenceMs: 15_000, wholeMs: 15_000 }],
    ['health: 15 s in all', () => readHealth(address), { silenceMs: 15_000, wholeMs: 15_000 }],
    ['the local look-up: 15 s in all', () => voidAttempt(address, { jobId: 'p', attempt: 'a' }), { silenceMs: 15_000, wholeMs: 15_000 }],
  ] as const)('%s', async (_case, make, limits) => {
    await make()
    expect(calls).toHaveLength(1)
    const { silenceMs, wholeMs, fresh } = calls[0] ?? {}
    expect({ silenceMs, wholeMs, fresh }).toEqual(limits)
  })
})
