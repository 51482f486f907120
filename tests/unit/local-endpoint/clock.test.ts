// The endpoint's clock: timers in their order, advanced, faster or standing still; and the limits that are counted by it.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { holding, pause } from '@/local-endpoint/clock'
import { RateLimits } from '@/local-endpoint/rate-limits'
import { ORDINARY_SETTINGS, type Settings } from '@/local-endpoint/settings'
import { SteeredClock } from '@/local-endpoint/steered-clock'
import { TimerQueue, type Timer } from '@/local-endpoint/timer-queue'

describe('timers', () => {
  it('come in the order in which they are due, equal ones as they were set, forgotten ones never', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), due: fc.integer({ min: 0, max: 50 }) }),
      fc.record({ kind: fc.constant('forget' as const), index: fc.nat(400) }),
      fc.record({ kind: fc.constant('take' as const) }),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const queue = new TimerQueue()
        const all: Timer[] = []
        let model: Timer[] = []
        for (const one of steps) {
          if (one.kind === 'add') {
            const timer = queue.add(one.due, () => undefined)
            all.push(timer)
            model.push(timer)
          } else if (one.kind === 'forget') {
            const timer = all[one.index % Math.max(all.length, 1)]
            if (timer !== undefined) queue.forget(timer)
            model = model.filter((other) => other !== timer)
          } else {
            const next = [...model].sort((a, b) => a.due - b.due || a.order - b.order)[0] ?? null
            expect(queue.take()).toBe(next)
            model = model.filter((other) => other !== next)
          }
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('the clock', () => {
  const standing = () => {
    const clock = new SteeredClock()
    clock.setSpeed(0)
    return clock
  }

  it('plays what is due at its own moment, and what that sets off, too', async () => {
    const clock = standing()
    const start = clock.now()
    const played: string[] = []
    const note = (name: string) => played.push(`${name} at ${clock.now() - start}`)
    clock.after(2_999.4, () => note('third'))
    clock.after(1_000, () => {
      note('first')
      clock.after(1_000, () => note('second'))
    })
    const forget = clock.after(1_500, () => note('never'))
    clock.after(10_001, () => note('later'))
    forget()
    await clock.advance(10_000)
    expect(played).toEqual(['first at 1000', 'second at 2000', 'third at 3000'])
    expect(clock.now() - start).toBe(10_000)
    await clock.advance(1)
    expect(played).toHaveLength(4)
  })

  it('waits for work that takes real time before it goes on', async () => {
    const clock = standing()
    const start = clock.now()
    const signal = new AbortController().signal
    const moments: number[] = []
    const course = async () => {
      for (let step = 0; step < 3; step += 1) {
        await pause(clock, 1_000, signal)
        await holding(clock, () => new Promise((resolve) => setTimeout(resolve, 15)))
        moments.push(clock.now() - start)
      }
    }
    const whole = course()
    await clock.advance(5_000)
    await whole
    expect(moments).toEqual([1_000, 2_000, 3_000])
  })

  it('stands still at speed 0, but for what is due at once', async () => {
    const clock = standing()
    const [before, played] = [clock.now(), [] as string[]]
    clock.after(1, () => played.push('later'))
    await new Promise<void>((resolve) => clock.after(0, resolve))
    expect([clock.now(), played]).toEqual([before, []])
  })

  it('runs so many times as fast, and its timers with it', async () => {
    const clock = new SteeredClock()
    clock.setSpeed(3_600)
    const start = clock.now()
    await new Promise<void>((resolve) => clock.after(60_000, resolve))
    expect(clock.now() - start).toBeGreaterThanOrEqual(60_000)
  })

  it('goes on along its line in another process', async () => {
    const clock = standing()
    await clock.advance(86_400_000)
    expect(new SteeredClock(clock.course).now()).toBe(clock.now())
    expect([clock.isSteered, new SteeredClock().isSteered]).toEqual([true, false])
  })
})

describe('the limits', () => {
  const at = (settings: Partial<Settings>) => {
    const clock = { ms: 0, now: () => clock.ms, after: () => () => undefined }
    return { clock, limits: new RateLimits(clock, { ...ORDINARY_SETTINGS, ...settings }) }
  }
  const enter = (limits: RateLimits, route: string, times: number, endpointId = 'local') =>
    Array.from({ length: times }, () => limits.enter('key', endpointId, route)).filter(({ admitted }) => admitted).length

  it('are off by default', () => {
    expect(enter(at({}).limits, 'cancel', 5_000)).toBe(5_000)
  })

  it.each([['run', 200], ['runsync', 400], ['status', 400], ['cancel', 20]])('%s: %i at a time', (route, most) => {
    const { limits } = at({ rateLimits: 'runpod' })
    expect(enter(limits, route, 500)).toBe(most)
    expect(enter(limits, route, 1, 'another')).toBe(1)
    expect(enter(limits, 'health', 500)).toBe(500)
  })

  it.each([['run', 1_000], ['runsync', 2_000], ['status', 2_000], ['cancel', 100], ['purge-queue', 2]])('%s: %i within any 10 s', (route, most) => {
    const { clock, limits } = at({ rateLimits: 'runpod' })
    const call = () => {
      const admission = limits.enter('key', 'local', route)
      if (admission.admitted) admission.leave()
      return admission
    }
    const admitted = (times: number) => Array.from({ length: times }, call).filter((one) => one.admitted).length
    expect(admitted(most - 1)).toBe(most - 1)
    clock.ms = 9_000
    expect(admitted(10)).toBe(1)
    clock.ms = 9_999
    expect(call()).toEqual({ admitted: false, waitMs: 1 })
    clock.ms = 10_000
    expect(admitted(most + 10)).toBe(most - 1)
  })

  it('of reading are shared by status, status-sync and stream', () => {
    const { limits } = at({ rateLimits: { read: { per10s: 3, concurrent: null } } })
    expect(['status', 'status-sync', 'stream', 'status'].map((route) => limits.enter('key', 'local', route).admitted)).toEqual([true, true, true, false])
  })
})
