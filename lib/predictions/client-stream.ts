'use client'
// The live stream of prediction events over one EventSource: opened by the first listener, closed soon after the last has gone,
// opened anew when it breaks or falls silent. It delivers messages and says when to refetch; it never touches the cache itself.
import type { StreamMessage } from '@/lib/predictions/schema'

/** `since` is when the stream went down, in milliseconds of the page's clock. */
export type StreamState = { kind: 'connecting' } | { kind: 'open' } | { kind: 'down'; since: number }

export type FeedListener = {
  message(message: StreamMessage): void
  /** Something may have been missed: what is shown must be read again. */
  refetch(): void
  /** A beat came: nothing happened, and the stream lives. */
  alive?(): void
}

export type Feed = {
  subscribe(listener: FeedListener): () => void
  watchState(changed: () => void): () => void
  state(): StreamState
  /** Closes the stream, whoever listens: it would not be let in any more. */
  end(): void
  /** Whoever comes to listen from now on has it opened again, at the present. */
  begin(): void
}

/** A feed of one stream, with what those need who hold it. */
export type StreamFeed = Feed & {
  /** The last event seen; a stream opened behind it misses nothing. */
  cursor(): string | null
  /** Back from sleep, online again or visible again: a stream that should be open is looked after at once. */
  wake(): void
  /** Closes the stream until `wake`, whoever listens. */
  rest(): void
}

const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 15_000
/** Kept open this long without listeners, so that going from one page to the next does not reconnect. */
export const LINGER_MS = 3_000
/** The server sends a beat every 10 s; three that stay away mean a connection that is open at this end only. */
export const SILENCE_MS = 30_000

/** Full jitter over a doubling wait, so that many browsers do not come back at the same moment after a restart. */
export const retryDelayMs = (failures: number, random: number): number =>
  Math.round(FIRST_RETRY_MS + random * Math.min(LONGEST_RETRY_MS - FIRST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures))

/** What is used of an EventSource. */
export type StreamSource = {
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void
  close(): void
}
/** Opens the stream behind the last event seen, or at the present. */
export type Open = (after: string | null) => StreamSource
export type Clock = { now(): number; random(): number }
type Timer = ReturnType<typeof setTimeout> | null

class EventSourceFeed implements StreamFeed {
  private readonly listeners = new Set<FeedListener>()
  private readonly watchers = new Set<() => void>()
  private source: StreamSource | null = null
  private resting = false
  private ended = false
  private failures = 0
  private heardAt = 0
  private retryTimer: Timer = null
  private silenceTimer: Timer = null
  private lingerTimer: Timer = null

  constructor(
    private readonly open: Open,
    private readonly clock: Clock,
    private lastEventId: string | null,
    private current: StreamState,
  ) {}

  state = (): StreamState => this.current

  cursor = (): string | null => this.lastEventId

  watchState = (changed: () => void): (() => void) => {
    this.watchers.add(changed)
    return () => this.watchers.delete(changed)
  }

  subscribe = (listener: FeedListener): (() => void) => {
    this.listeners.add(listener)
    if (this.lingerTimer) clearTimeout(this.lingerTimer)
    this.lingerTimer = null
    if (!this.source && !this.retryTimer && !this.resting) this.connect()
    return () => this.leave(listener)
  }

  wake = (): void => {
    if (this.ended) return
    this.resting = false
    if (this.source && this.clock.now() - this.heardAt > SILENCE_MS) this.lost(this.source)
    if (this.source || this.listeners.size === 0) return
    this.connect()
  }

  rest = (): void => {
    this.resting = true
    this.close()
  }

  end = (): void => {
    this.ended = true
    this.rest()
  }

  begin = (): void => {
    this.ended = false
    this.resting = false
    this.lastEventId = null
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
    this.stopTimers()
    const source = this.open(this.lastEventId)
    this.source = source
    const on = (type: string, react: (event: MessageEvent<string>) => void) =>
      source.addEventListener(type, (event) => {
        if (source !== this.source) return
        if (event.lastEventId) this.lastEventId = event.lastEventId
        this.heard(source)
        react(event)
      })
    on('prediction', (event) => {
      const message: StreamMessage = JSON.parse(event.data)
      for (const listener of this.listeners) listener.message(message)
    })
    on('ready', () => this.ready())
    on('refetch', () => this.ready())
    on('beat', () => {
      for (const listener of this.listeners) listener.alive?.()
    })
    source.addEventListener('error', () => this.lost(source))
    this.heard(source)
  }

  private heard(source: StreamSource): void {
    this.heardAt = this.clock.now()
    if (this.silenceTimer) clearTimeout(this.silenceTimer)
    this.silenceTimer = setTimeout(() => this.lost(source), SILENCE_MS)
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
    this.stopTimers()
    this.retryTimer = setTimeout(() => this.connect(), retryDelayMs(this.failures, this.clock.random()))
    this.failures += 1
    this.become({ kind: 'down', since: this.current.kind === 'down' ? this.current.since : this.clock.now() })
  }

  private stopTimers(): void {
    if (this.retryTimer) clearTimeout(this.retryTimer)
    if (this.silenceTimer) clearTimeout(this.silenceTimer)
    this.retryTimer = null
    this.silenceTimer = null
  }

  private close(): void {
    this.source?.close()
    this.source = null
    this.stopTimers()
    this.failures = 0
    this.become({ kind: 'connecting' })
  }
}

/** `from` lets a stream go on where another ended: behind its last event, in the state that it had told. */
export const createFeed = (open: Open, clock: Clock, from: { cursor: string | null; state: StreamState } = { cursor: null, state: { kind: 'connecting' } }): StreamFeed =>
  new EventSourceFeed(open, clock, from.cursor, from.state)
