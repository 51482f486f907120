'use client'
// The live feed of prediction events: one EventSource for the page, opened by the first listener and kept across navigation.
// It delivers messages and says when to refetch; it never touches the cache itself, so a feed shared between tabs can replace it.
import type { StreamMessage } from '@/lib/predictions/schema'

/** `since` is when the stream went down, in milliseconds of the page's clock. */
export type StreamState = { kind: 'connecting' } | { kind: 'open' } | { kind: 'down'; since: number }

export type FeedListener = {
  message(message: StreamMessage): void
  /** Something may have been missed: what is shown must be read again. */
  refetch(): void
}

export type Feed = {
  subscribe(listener: FeedListener): () => void
  watchState(changed: () => void): () => void
  state(): StreamState
}

const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 15_000
/** Kept open this long without listeners, so that going from one page to the next does not reconnect. */
const LINGER_MS = 3_000

/** Full jitter over a doubling wait, so that many browsers do not come back at the same moment after a restart. */
export const retryDelayMs = (failures: number, random: number): number =>
  Math.round(FIRST_RETRY_MS + random * Math.min(LONGEST_RETRY_MS - FIRST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures))

/** What is used of an EventSource. */
export type StreamSource = {
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void
  close(): void
}
/** Opens the stream behind the last event seen, or at the present. */
type Open = (after: string | null) => StreamSource
type Clock = { now(): number; random(): number }

class EventSourceFeed implements Feed {
  private readonly listeners = new Set<FeedListener>()
  private readonly watchers = new Set<() => void>()
  private current: StreamState = { kind: 'connecting' }
  private source: StreamSource | null = null
  private failures = 0
  private lastEventId: string | null = null
  private retryTimer: ReturnType<typeof setTimeout> | null = null
  private lingerTimer: ReturnType<typeof setTimeout> | null = null

  constructor(private readonly open: Open, private readonly clock: Clock) {}

  state = (): StreamState => this.current

  watchState = (changed: () => void): (() => void) => {
    this.watchers.add(changed)
    return () => this.watchers.delete(changed)
  }

  subscribe = (listener: FeedListener): (() => void) => {
    this.listeners.add(listener)
    if (this.lingerTimer) clearTimeout(this.lingerTimer)
    this.lingerTimer = null
    if (!this.source && !this.retryTimer) this.connect()
    return () => this.leave(listener)
  }

  private leave(listener: FeedListener): void {
    this.listeners.delete(listener)
    if (this.listeners.size === 0) this.lingerTimer = setTimeout(() => this.close(), LINGER_MS)
  }

  private become(next: StreamState): void {
    this.current = next
    for (const changed of this.watchers) changed()
  }

  private connect(): void {
    const source = this.open(this.lastEventId)
    this.source = source
    source.addEventListener('prediction', (event: MessageEvent<string>) => {
      if (event.lastEventId !== '') this.lastEventId = event.lastEventId
      const message: StreamMessage = JSON.parse(event.data)
      for (const listener of this.listeners) listener.message(message)
    })
    source.addEventListener('ready', () => this.ready())
    source.addEventListener('refetch', () => this.ready())
    source.addEventListener('error', () => this.lost(source))
  }

  /** The stream is complete from here on, replayed or not; what happened before it opened is read once. */
  private ready(): void {
    this.failures = 0
    this.become({ kind: 'open' })
    for (const listener of this.listeners) listener.refetch()
  }

  private lost(source: StreamSource): void {
    if (source !== this.source) return
    source.close()
    this.source = null
    this.become({ kind: 'down', since: this.current.kind === 'down' ? this.current.since : this.clock.now() })
    this.retryTimer = setTimeout(() => {
      this.retryTimer = null
      this.connect()
    }, retryDelayMs(this.failures, this.clock.random()))
    this.failures += 1
  }

  private close(): void {
    this.source?.close()
    this.source = null
    if (this.retryTimer) clearTimeout(this.retryTimer)
    this.retryTimer = null
    this.failures = 0
    this.become({ kind: 'connecting' })
  }
}

export const createFeed = (open: Open, clock: Clock): Feed => new EventSourceFeed(open, clock)

let pageFeed: Feed | null = null

const openEvents: Open = (after) => new EventSource(after === null ? '/api/v1/events' : `/api/v1/events?after=${encodeURIComponent(after)}`)

/** The feed of this page. Browser only. */
export function predictionFeed(): Feed {
  pageFeed ??= createFeed(openEvents, { now: () => Date.now(), random: () => Math.random() })
  return pageFeed
}
