import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createFeed, retryDelayMs } from '@/lib/predictions/client-stream'
import { isWorthTelling } from '@/lib/predictions/client'
import { FakeSource } from './client-fakes'
import { summary } from './summaries'

let opened: FakeSource[] = []

const feed = () =>
  createFeed(
    (after) => {
      const source = new FakeSource(after)
      opened.push(source)
      return source
    },
    { now: () => Date.now(), random: () => 0.5 },
  )

beforeEach(() => {
  opened = []
  vi.useFakeTimers({ now: 1_000 })
})
afterEach(() => vi.useRealTimers())

const listener = () => ({ message: vi.fn(), refetch: vi.fn(), alive: vi.fn() })

describe('the feed', () => {
  test('opens once for many listeners and delivers to each', () => {
    const live = feed()
    const [one, two] = [listener(), listener()]
    live.subscribe(one)
    live.subscribe(two)
    expect(opened).toHaveLength(1)
    const message = { predictionId: 'pred_1', summary: summary(), event: null }
    opened[0]?.say('prediction', JSON.stringify(message), '12')
    expect(one.message).toHaveBeenCalledWith(message)
    expect(two.message).toHaveBeenCalledWith(message)
  })

  test('asks for a refetch when it is ready and when nothing could be replayed, and is open then', () => {
    const live = feed()
    const one = listener()
    live.subscribe(one)
    expect(live.state().kind).toBe('connecting')
    opened[0]?.say('ready')
    expect(live.state().kind).toBe('open')
    opened[0]?.say('refetch')
    expect(one.refetch).toHaveBeenCalledTimes(2)
  })

  test('comes back behind the last event it saw, and remembers since when it was down', () => {
    const live = feed()
    live.subscribe(listener())
    opened[0]?.say('ready')
    opened[0]?.say('prediction', JSON.stringify({ predictionId: 'p', summary: null, event: null }), 'cursor-7')
    vi.setSystemTime(5_000)
    opened[0]?.say('error')
    expect(opened[0]?.closed).toBe(true)
    expect(live.state()).toEqual({ kind: 'down', since: 5_000 })
    vi.advanceTimersByTime(20_000)
    expect(opened[1]?.after).toBe('cursor-7')
    opened[1]?.say('error')
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
    expect(opened[0]?.closed).toBe(true)
    live.subscribe(listener())
    expect(opened).toHaveLength(2)
  })

  test('that was ended is not opened again, whoever wakes it or comes to listen', () => {
    const live = feed()
    live.subscribe(listener())
    opened[0]?.say('ready')
    live.end()
    expect(opened[0]?.closed).toBe(true)
    live.wake()
    live.subscribe(listener())
    vi.advanceTimersByTime(60_000)
    expect(opened).toHaveLength(1)
    live.begin()
    live.subscribe(listener())
    expect(opened.map(({ after }) => after)).toEqual([null, null])
  })
})

describe('a stream that is open at this end only', () => {
  test('is opened anew after 30 seconds without a beat, behind the place that the server had named', () => {
    const live = feed()
    const one = listener()
    live.subscribe(one)
    opened[0]?.say('ready', '{}', 'cursor-1')
    vi.advanceTimersByTime(29_000)
    opened[0]?.say('beat')
    expect(one.alive).toHaveBeenCalledOnce()
    vi.advanceTimersByTime(29_000)
    expect(live.state().kind).toBe('open')
    vi.advanceTimersByTime(1_000)
    expect(live.state().kind).toBe('down')
    expect(opened[0]?.closed).toBe(true)
    vi.advanceTimersByTime(1_000)
    expect(opened[1]?.after).toBe('cursor-1')
    opened[0]?.say('prediction', JSON.stringify({ predictionId: 'p', summary: null, event: null }), 'cursor-late')
    expect(one.message).not.toHaveBeenCalled()
    expect(live.cursor()).toBe('cursor-1')
  })

  test('is opened anew at once on waking, when the clock says that it slept', () => {
    const live = feed()
    live.subscribe(listener())
    opened[0]?.say('ready')
    live.wake()
    expect(opened).toHaveLength(1)
    vi.setSystemTime(3_600_000)
    live.wake()
    expect(opened).toHaveLength(2)
    expect(opened[0]?.closed).toBe(true)
  })

  test('does not wait for its next try once the network is back', () => {
    const live = feed()
    live.subscribe(listener())
    opened[0]?.say('error')
    live.wake()
    expect(opened).toHaveLength(2)
    vi.advanceTimersByTime(20_000)
    expect(opened).toHaveLength(2)
  })
})

test('rests on demand, and replays what it missed', () => {
  const live = feed()
  live.wake()
  expect(opened).toHaveLength(0)
  live.subscribe(listener())
  opened[0]?.say('ready', '{}', 'cursor-3')
  live.rest()
  expect(opened[0]?.closed).toBe(true)
  live.subscribe(listener())
  vi.advanceTimersByTime(60_000)
  expect(opened).toHaveLength(1)
  live.wake()
  expect(opened[1]?.after).toBe('cursor-3')
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
