// Requests per endpoint stay under half of what RunPod documents, by counting every window of ten seconds and everything that is open at once.
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { Gate, gateOf, RATES, type Operation, type Release } from '@/lib/compute/limiter'
import { MOST_AWAITED } from '@/lib/predictions/await-ends-store'
import { MOST_LOOKS } from '@/lib/predictions/reconciler'

vi.mock('@/lib/log', () => ({ log: { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() } }))

/** RunPod's documented limits per user and endpoint: begun within 10 s, open at once. */
const DOCUMENTED = { run: [1000, 200], status: [2000, 400], cancel: [100, 20] } as const

describe('conformance 18: the gate of an operation', () => {
  it('lets so many in at once and so many in ten seconds', async () => {
    let now = 0
    const gate = new Gate({ per10Seconds: 3, atOnce: 2 }, () => now)
    const [first, second] = [await gate.enter(0), await gate.enter(0)]
    expect(await gate.enter(0)).toBeNull()
    first?.()
    first?.()
    const third = await gate.enter(0)
    expect(third).not.toBeNull()
    second?.()
    third?.()
    expect(await gate.enter(0)).toBeNull()
    now = 10_000
    expect(await gate.enter(0)).not.toBeNull()
  })

  it('lets in whoever waits when a place is given back', async () => {
    const gate = new Gate({ per10Seconds: 10, atOnce: 1 })
    const held = await gate.enter(0)
    const waiting = gate.enter(5_000)
    held?.()
    expect(await waiting).not.toBeNull()
  })

  it('turns away whoever would wait longer than their patience, and they count for nothing', async () => {
    let now = 0
    const gate = new Gate({ per10Seconds: 1, atOnce: 1 }, () => now)
    const held = await gate.enter(0)
    for (let tries = 0; tries < 5; tries += 1) expect(await gate.enter(0)).toBeNull()
    held?.()
    now = 10_000
    expect(await gate.enter(0)).not.toBeNull()
  })

  it('is not moved by a wall clock that jumps', async () => {
    const gate = new Gate({ per10Seconds: 1, atOnce: 5 })
    vi.spyOn(Date, 'now').mockReturnValue(0)
    await gate.enter(0)
    vi.spyOn(Date, 'now').mockReturnValue(4e12)
    expect(await gate.enter(0)).toBeNull()
    vi.restoreAllMocks()
  })

  it('is one for each endpoint and operation', () => {
    expect(gateOf('https://a/v2 x', 'run')).toBe(gateOf('https://a/v2 x', 'run'))
    const others = [gateOf('https://a/v2 y', 'run'), gateOf('https://b/v2 x', 'run'), gateOf('https://a/v2 x', 'status')]
    expect(new Set([gateOf('https://a/v2 x', 'run'), ...others]).size).toBe(4)
  })
})

/** The largest number of starts within any ten seconds. */
const busiestWindow = (starts: number[]): number => Math.max(0, ...starts.map((start) => starts.filter((other) => other >= start && other < start + 10_000).length))

describe('conformance 18: under half of RunPod\'s limits', () => {
  it.each(['run', 'status', 'cancel'] as const)('%s', (operation) => {
    const [per10Seconds, atOnce] = DOCUMENTED[operation]
    expect(RATES[operation].per10Seconds).toBeLessThanOrEqual(per10Seconds / 2)
    expect(RATES[operation].atOnce).toBeLessThanOrEqual(atOnce / 2)
  })

  it('every job that is waited for at /status-sync may have its call, and looks still find places', () => {
    expect(MOST_AWAITED + MOST_LOOKS).toBeLessThanOrEqual(RATES.status.atOnce)
  })

  it('whatever callers do, no window of ten seconds and no moment holds more; of two processes together not more than RunPod allows', async () => {
    const step = fc.record({ process: fc.nat(1), afterMs: fc.nat(900), holdSteps: fc.nat(12), burst: fc.integer({ min: 1, max: 30 }) })
    await fc.assert(fc.asyncProperty(fc.constantFrom<Operation>('run', 'status', 'cancel'), fc.array(step, { minLength: 1, maxLength: 80 }), async (operation, steps) => {
      let now = 0
      // The same shape at a tenth of the size, so that bursts reach it.
      const rate = { per10Seconds: RATES[operation].per10Seconds / 10, atOnce: RATES[operation].atOnce / 10 }
      const gates = [new Gate(rate, () => now), new Gate(rate, () => now)]
      const starts: number[][] = [[], []]
      const held: { process: number; until: number; release: Release }[] = []
      for (const [index, { process, afterMs, holdSteps, burst }] of steps.entries()) {
        now += afterMs
        held.splice(0).forEach((one) => (one.until <= index ? one.release() : held.push(one)))
        for (let call = 0; call < burst; call += 1) {
          const release = await gates[process]?.enter(0)
          if (!release) continue
          starts[process]?.push(now)
          held.push({ process, until: index + holdSteps, release })
        }
        for (const one of [0, 1]) expect(held.filter((other) => other.process === one).length).toBeLessThanOrEqual(rate.atOnce)
      }
      for (const one of starts) expect(busiestWindow(one)).toBeLessThanOrEqual(rate.per10Seconds)
      expect(busiestWindow(starts.flat())).toBeLessThanOrEqual(2 * rate.per10Seconds)
    }), { numRuns: 60 })
  })
})
