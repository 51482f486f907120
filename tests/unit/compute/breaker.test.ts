// The breaker of an endpoint: what opens it, how long it stays open, who tries, and what closes it.
import { describe, expect, it } from 'vitest'
import { Breaker, breakerOf } from '@/lib/compute/breaker'

function scripted(random = 0.5) {
  let now = 0
  const breaker = new Breaker(() => now, () => random)
  const wait = (): number => {
    const entered = breaker.enter()
    return typeof entered === 'number' ? entered : 0
  }
  return {
    breaker,
    wait,
    pass: (ms: number) => void (now += ms),
    fail: (times: number) => Array.from({ length: times }, () => breaker.note(false)),
    /** One call that is let through, and how it went. */
    call: (heard: boolean) => {
      const entered = breaker.enter()
      if (typeof entered === 'number') throw new Error(`It was sent away for ${entered} ms.`)
      entered(heard)
    },
  }
}

describe('conformance 18: a breaker for each endpoint', () => {
  it('opens after five failures in a row, not after five among answers', () => {
    const { fail, wait, breaker } = scripted()
    for (let round = 0; round < 3; round += 1) {
      fail(4)
      breaker.note(true)
    }
    expect(wait()).toBe(0)
    fail(4)
    expect(wait()).toBe(0)
    fail(1)
    expect(wait()).toBeGreaterThan(0)
  })

  it.each([[0, 1_000], [1, 2_000]])('with random %d it opens for %d ms, then one call tries and all others are sent away meanwhile', (random, ms) => {
    const { fail, wait, pass, breaker } = scripted(random)
    fail(5)
    pass(ms - 1)
    expect(wait()).toBeGreaterThan(0)
    pass(1)
    const trial = breaker.enter()
    expect(typeof trial).toBe('function')
    expect(wait()).toBeGreaterThanOrEqual(5_000)
    if (typeof trial === 'function') trial(true)
    expect(wait()).toBe(0)
  })

  it('each trial that fails doubles the longest wait, up to a minute', () => {
    const { fail, pass, call, wait } = scripted(1)
    fail(5)
    const waits: number[] = []
    for (let trial = 0; trial < 9; trial += 1) {
      waits.push(wait() - 1_000)
      pass(waits.at(-1) ?? 0)
      call(false)
    }
    expect(waits.map((ms) => ms / 1_000)).toEqual([2, 4, 8, 16, 32, 60, 60, 60, 60])
  })

  it('calls that were on their way when it opened are no trials', () => {
    const { fail, wait } = scripted(1)
    fail(60)
    expect(wait()).toBe(3_000)
  })

  it('any answer closes it, also one to a call that asked nobody', () => {
    const { fail, wait, breaker } = scripted()
    fail(9)
    breaker.note(true)
    expect(wait()).toBe(0)
    fail(4)
    expect(wait()).toBe(0)
  })

  it('is one for each endpoint', () => {
    expect(breakerOf('https://a/v2 x')).toBe(breakerOf('https://a/v2 x'))
    expect(breakerOf('https://a/v2 x')).not.toBe(breakerOf('https://a/v2 y'))
  })
})
