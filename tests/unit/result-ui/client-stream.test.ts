import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createFeed, retryDelayMs, type StreamSource } from '@/lib/predictions/client-stream'
import { isWorthTelling } from '@/lib/predictions/client'
import { summary } from './summaries'

class FakeSource implements StreamSource {
  closed = false
  private readonly target = new EventTarget()
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void {
    this.target.addEventListener(type, (event) => event instanceof MessageEvent && listener(event))
  }
  close(): void {
    this.closed = true
  }
  say(type: string, data = '{}', lastEventId = ''): void {
    this.target.dispatchEvent(new MessageEvent(type, { data, lastEventId }))
  }
}

let opened: { source: FakeSource; after: string | null }[] = []
let now = 0

const feed = () =>
  createFeed(
    (after) => {
      const source = new FakeSource()
      opened.push({ source, after })
      return source
    },
    { now: () => now, random: () => 0.5 },
  )

beforeEach(() => {
  opened = []
  now = 1_000
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

const listener = () => ({ message: vi.fn(), refetch: vi.fn() })

describe('the feed', () => {
  test('opens once for many listeners and delivers to each', () => {
    const live = feed()
    const [one, two] = [listener(), listener()]
    live.subscribe(one)
    live.subscribe(two)
    expect(opened).toHaveLength(1)
    const message = { predictionId: 'pred_1', summary: summary(), event: null }
    opened[0]?.source.say('prediction', JSON.stringify(message), '12')
    expect(one.message).toHaveBeenCalledWith(message)
    expect(two.message).toHaveBeenCalledWith(message)
  })

  test('asks for a refetch when it is ready and when nothing could be replayed, and is open then', () => {
    const live = feed()
    const one = listener()
    live.subscribe(one)
    expect(live.state().kind).toBe('connecting')
    opened[0]?.source.say('ready')
    expect(live.state().kind).toBe('open')
    opened[0]?.source.say('refetch')
    expect(one.refetch).toHaveBeenCalledTimes(2)
  })

  test('comes back behind the last event it saw, and remembers since when it was down', () => {
    const live = feed()
    live.subscribe(listener())
    opened[0]?.source.say('ready')
    opened[0]?.source.say('prediction', JSON.stringify({ predictionId: 'p', summary: null, event: null }), 'cursor-7')
    now = 5_000
    opened[0]?.source.say('error')
    expect(opened[0]?.source.closed).toBe(true)
    expect(live.state()).toEqual({ kind: 'down', since: 5_000 })
    vi.advanceTimersByTime(20_000)
    expect(opened[1]?.after).toBe('cursor-7')
    now = 9_000
    opened[1]?.source.say('error')
    expect(live.state()).toEqual({ kind: 'down', since: 5_000 })
  })

  test('stays open from one page to the next and closes when nobody listens', () => {
    const live = feed()
    const leave = live.subscribe(listener())
    leave()
    vi.advanceTimersByTime(1_000)
    live.subscribe(listener())()
    expect(opened).toHaveLength(1)
    vi.advanceTimersByTime(10_000)
    expect(opened[0]?.source.closed).toBe(true)
    live.subscribe(listener())
    expect(opened).toHaveLength(2)
  })
})

test('waits grow, are spread, and end at 15 seconds', () => {
  expect(retryDelayMs(0, 0)).toBe(500)
  expect(retryDelayMs(0, 1)).toBe(1_000)
  expect(retryDelayMs(3, 1)).toBe(4_500)
  expect(retryDelayMs(40, 1)).toBe(15_000)
})

test('a short break is not told', () => {
  expect(isWorthTelling({ kind: 'down', since: 0 }, 7_999)).toBe(false)
  expect(isWorthTelling({ kind: 'down', since: 0 }, 8_000)).toBe(true)
  expect(isWorthTelling({ kind: 'open' }, 99_000)).toBe(false)
})
