// One stream for all tabs: who leads, what the others hear, and what happens when the leader goes, freezes, or no lock is to be had.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createSharedFeed, type Locks } from '@/lib/predictions/client-shared-stream'
import { FakeAir, FakeLocks, FakeSource, type FakeChannel } from './client-fakes'
import { summary } from './summaries'

let opened: FakeSource[] = []
let locks: FakeLocks
let air: FakeAir
const running = () => opened.filter((source) => !source.closed)

beforeEach(() => {
  opened = []
  locks = new FakeLocks()
  air = new FakeAir()
  vi.useFakeTimers({ now: 1_000 })
})
afterEach(() => vi.useRealTimers())

/** A tab that shows predictions. */
function openTab({ visible = true, given = locks }: { visible?: boolean; given?: Locks } = {}) {
  const channels: FakeChannel[] = []
  const openChannel = () => {
    const channel = air.open()
    channels.push(channel)
    return channel
  }
  const open = (after: string | null) => {
    const source = new FakeSource(after)
    opened.push(source)
    return source
  }
  const feed = createSharedFeed(open, { now: () => Date.now(), random: () => 0.5 }, { locks: given, openChannel, isVisible: () => visible })
  const heard = { message: vi.fn(), refetch: vi.fn() }
  return { feed, heard, leave: feed.subscribe(heard), freeze: () => channels.forEach((channel) => (channel.mute = true)) }
}
const message = (version: number) => ({ predictionId: 'pred_1', summary: summary({ version }), event: null })
const settle = () => vi.advanceTimersByTimeAsync(0)

describe('tabs of one browser', () => {
  test('open one stream between them, and each hears every message once', () => {
    const tabs = [openTab(), openTab(), openTab(), openTab(), openTab(), openTab(), openTab()]
    expect(opened).toHaveLength(1)
    opened[0]?.say('ready', '{}', 'c1')
    opened[0]?.say('prediction', JSON.stringify(message(4)), 'c2')
    for (const { feed, heard } of tabs) {
      expect(feed.state().kind).toBe('open')
      expect(heard.refetch).toHaveBeenCalledOnce()
      expect(heard.message).toHaveBeenCalledExactlyOnceWith(message(4))
    }
  })

  test('a tab that comes later learns that the stream is open, and reads once what it may have missed', () => {
    const first = openTab()
    opened[0]?.say('ready')
    const late = openTab()
    expect(late.feed.state().kind).toBe('open')
    expect(late.heard.refetch).toHaveBeenCalledOnce()
    openTab()
    expect(late.heard.refetch).toHaveBeenCalledOnce()
    expect(first.heard.refetch).toHaveBeenCalledOnce()
  })

  test('each says since when the stream is down', () => {
    openTab()
    const other = openTab()
    opened[0]?.say('ready')
    vi.setSystemTime(7_000)
    opened[0]?.say('error')
    expect(other.feed.state()).toEqual({ kind: 'down', since: 7_000 })
  })
})

describe('a tab that was ended', () => {
  test('hears nothing more and opens nothing more; another leads for those that go on', async () => {
    const [first, second] = [openTab(), openTab()]
    opened[0]?.say('ready', '{}', 'c1')
    first.feed.end()
    await settle()
    expect(opened.map(({ closed }) => closed)).toEqual([true, false])
    opened[1]?.say('prediction', JSON.stringify(message(5)), 'c2')
    expect(second.heard.message).toHaveBeenCalledOnce()
    expect(first.heard.message).not.toHaveBeenCalled()
    first.feed.wake()
    first.feed.subscribe(first.heard)
    await vi.advanceTimersByTimeAsync(120_000)
    second.feed.end()
    await settle()
    expect(running()).toEqual([])
    first.feed.begin()
    first.feed.subscribe(first.heard)
    await settle()
    expect(running()).toHaveLength(1)
  })
})

describe('a new leader', () => {
  test('goes on behind the last event when the old one has left its page', async () => {
    const first = openTab()
    const second = openTab()
    opened[0]?.say('ready', '{}', 'c1')
    opened[0]?.say('prediction', JSON.stringify(message(4)), 'c2')
    first.leave()
    await vi.advanceTimersByTimeAsync(3_000)
    expect(running()).toHaveLength(1)
    expect(opened[1]?.after).toBe('c2')
    expect(second.feed.state().kind).toBe('open')
    opened[1]?.say('prediction', JSON.stringify(message(5)), 'c3')
    expect(second.heard.message).toHaveBeenLastCalledWith(message(5))
    expect(first.heard.message).not.toHaveBeenCalledWith(message(5))
  })

  test('goes on when the old one crashed, also one that has heard nothing but beats', () => {
    const first = openTab()
    opened[0]?.say('ready', '{}', 'c1')
    openTab()
    opened[0]?.say('beat')
    first.freeze()
    locks.holderVanishes()
    expect(opened[1]?.after).toBe('c1')
  })

  test('in view takes the lock from one that is frozen; the frozen one follows once it wakes', async () => {
    const frozen = openTab()
    opened[0]?.say('ready', '{}', 'c1')
    const shown = openTab()
    frozen.freeze()
    await vi.advanceTimersByTimeAsync(45_000)
    expect(opened.at(-1)?.after).toBe('c1')
    expect(running()).toHaveLength(1)
    opened.at(-1)?.say('prediction', JSON.stringify(message(6)), 'c2')
    expect(shown.heard.message).toHaveBeenCalledWith(message(6))
  })

  test('is never a hidden tab while another holds the lock, but the tab takes it as soon as it is looked at', async () => {
    const leader = openTab()
    opened[0]?.say('ready')
    const hidden = openTab({ visible: false })
    leader.freeze()
    await vi.advanceTimersByTimeAsync(25_000)
    opened[0]?.say('beat')
    await vi.advanceTimersByTimeAsync(25_000)
    expect(opened).toHaveLength(1)
    hidden.feed.wake()
    await settle()
    expect(running()).toHaveLength(1)
    expect(opened).toHaveLength(2)
  })

  test('is not sought while beats come', async () => {
    openTab()
    opened[0]?.say('ready')
    openTab()
    for (let beats = 0; beats < 20; beats += 1) {
      await vi.advanceTimersByTimeAsync(10_000)
      opened[0]?.say('beat')
    }
    expect(opened).toHaveLength(1)
  })
})

test('a tab that is looked at wakes the leader’s stream', () => {
  openTab({ visible: false })
  const shown = openTab()
  opened[0]?.say('error')
  shown.feed.wake()
  expect(opened).toHaveLength(2)
})

test('where a browser refuses its locks each tab has a stream of its own', async () => {
  const given: Locks = { request: () => Promise.reject(new DOMException('no locks here', 'SecurityError')) }
  const tabs = [openTab({ given }), openTab({ given })]
  await settle()
  expect(running()).toHaveLength(2)
  opened[1]?.say('prediction', JSON.stringify(message(4)), 'c2')
  expect(tabs[1]?.heard.message).toHaveBeenCalledOnce()
  tabs.forEach(({ leave }) => leave())
  await vi.advanceTimersByTimeAsync(3_000)
  expect(running()).toHaveLength(0)
})

test('a tab that comes back to its predictions joins again', async () => {
  const tab = openTab()
  opened[0]?.say('ready', '{}', 'c1')
  tab.leave()
  await vi.advanceTimersByTimeAsync(3_000)
  expect(running()).toHaveLength(0)
  expect(tab.feed.state().kind).toBe('connecting')
  tab.feed.subscribe(tab.heard)
  await settle()
  expect(running().map(({ after }) => after)).toEqual([null])
})
