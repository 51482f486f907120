'use client'
// One stream for all tabs of a browser, since HTTP/1.1 allows only six connections per origin and a seventh tab would block all of them.
// The tab that holds a Web Lock opens the stream and tells the others over a BroadcastChannel; when it goes, the next goes on behind the
// last event it heard of. A tab in view that hears nothing for long takes the lock from a leader that is frozen.
import { createFeed, LINGER_MS, SILENCE_MS, type Clock, type Feed, type FeedListener, type Open, type StreamFeed, type StreamState } from '@/lib/predictions/client-stream'
import type { StreamMessage } from '@/lib/predictions/schema'

/** What the tabs tell each other; whoever leads says everything but `hello` and `wake`. */
export type Said =
  | { kind: 'hello' }
  | { kind: 'wake' }
  | { kind: 'welcome'; state: StreamState; cursor: string | null }
  | { kind: 'state'; state: StreamState; cursor: string | null }
  | { kind: 'message'; message: StreamMessage; cursor: string | null }
  | { kind: 'refetch'; cursor: string | null }
  | { kind: 'alive'; cursor: string | null }

/** What is used of `navigator.locks`: held until the promise settles; rejected by AbortError when given up or stolen. */
export type Locks = { request(name: string, options: { signal?: AbortSignal; steal?: boolean }, whileHeld: () => Promise<void>): Promise<void> }
export type TabChannel = {
  postMessage(said: Said): void
  addEventListener(type: 'message', listener: (event: MessageEvent<Said>) => void): void
  close(): void
}
export type Tabs = { locks: Locks; openChannel(): TabChannel; isVisible(): boolean }

/** The number changes with what the tabs say, so that tabs of two releases never misunderstand each other. */
export const SHARED_NAME = 'atomera.events.1'
/** Longer than a leader needs to notice by itself that its stream has fallen silent. */
const PATIENCE_MS = SILENCE_MS + 15_000

export type SharedFeed = Feed & { wake(): void }

class TabFeed implements SharedFeed {
  private readonly listeners = new Set<FeedListener>()
  private readonly watchers = new Set<() => void>()
  private current: StreamState = { kind: 'connecting' }
  private cursor: string | null = null
  private channel: TabChannel | null = null
  private stream: StreamFeed | null = null
  /** Ends the wish for the lock, or the hold on it. */
  private turn: AbortController | null = null
  private asked = false
  private ended = false
  private heardAt = 0
  private lingerTimer: ReturnType<typeof setTimeout> | null = null
  private patienceTimer: ReturnType<typeof setTimeout> | null = null

  constructor(private readonly open: Open, private readonly clock: Clock, private readonly tabs: Tabs) {}

  state = (): StreamState => this.current

  watchState = (changed: () => void): (() => void) => {
    this.watchers.add(changed)
    return () => this.watchers.delete(changed)
  }

  subscribe = (listener: FeedListener): (() => void) => {
    this.listeners.add(listener)
    if (this.lingerTimer) clearTimeout(this.lingerTimer)
    this.lingerTimer = null
    if (!this.channel && !this.ended) this.join()
    return () => {
      this.listeners.delete(listener)
      if (this.listeners.size === 0) this.lingerTimer = setTimeout(() => this.leave(), LINGER_MS)
    }
  }

  wake = (): void => {
    if (!this.channel) return
    if (this.stream) this.stream.wake()
    else if (this.clock.now() - this.heardAt > PATIENCE_MS) this.takeOver()
    else this.say({ kind: 'wake' })
  }

  /** For this tab alone: each hears for itself that nobody is signed in any more. */
  end = (): void => {
    this.ended = true
    if (this.channel) this.leave()
  }

  begin = (): void => {
    this.ended = false
  }

  private join(): void {
    this.channel = this.tabs.openChannel()
    this.channel.addEventListener('message', (event) => this.hear(event.data))
    this.asked = true
    this.startPatience()
    this.say({ kind: 'hello' })
    this.waitForLock({})
  }

  private leave(): void {
    this.turn?.abort()
    this.turn = null
    if (this.patienceTimer) clearTimeout(this.patienceTimer)
    this.patienceTimer = null
    this.channel?.close()
    this.channel = null
    this.cursor = null
    this.become({ kind: 'connecting' })
  }

  private waitForLock(how: { steal?: true }): void {
    const turn = new AbortController()
    this.turn = turn
    // The platform refuses a signal beside `steal`, which never waits.
    this.tabs.locks.request(SHARED_NAME, how.steal ? { steal: true } : { signal: turn.signal }, () => this.lead(turn.signal)).catch((reason: unknown) => {
      if (turn.signal.aborted) return
      turn.abort()
      // Stolen: another tab leads now. Anything else: this browser gives no locks here, so the tab keeps a stream of its own.
      if (reason instanceof DOMException && reason.name === 'AbortError') this.waitForLock({})
      else this.leadAlone()
    })
  }

  private leadAlone(): void {
    const turn = new AbortController()
    this.turn = turn
    void this.lead(turn.signal)
  }

  private takeOver(): void {
    this.turn?.abort()
    this.waitForLock({ steal: true })
  }

  /** Holds the stream until the signal; the lock is held as long as this promise is open. */
  private lead(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve()
    const stream = createFeed(this.open, this.clock, { cursor: this.cursor, state: this.current })
    this.stream = stream
    this.asked = false
    const tell = (said: Said) => {
      if (this.stream === stream) this.cursor = stream.cursor()
      this.say(said)
    }
    stream.watchState(() => {
      if (this.stream !== stream) return
      this.become(stream.state())
      tell({ kind: 'state', state: stream.state(), cursor: stream.cursor() })
    })
    stream.subscribe({
      message: (message) => {
        this.deliver(message)
        tell({ kind: 'message', message, cursor: stream.cursor() })
      },
      refetch: () => {
        this.refetch()
        tell({ kind: 'refetch', cursor: stream.cursor() })
      },
      alive: () => tell({ kind: 'alive', cursor: stream.cursor() }),
    })
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        if (this.stream === stream) this.stream = null
        stream.rest()
        resolve()
      }, { once: true })
    })
  }

  private say(said: Said): void {
    this.channel?.postMessage(said)
  }

  private hear(said: Said): void {
    if (said.kind === 'hello') {
      if (this.stream) this.say({ kind: 'welcome', state: this.stream.state(), cursor: this.stream.cursor() })
      return
    }
    if (said.kind === 'wake') return this.stream?.wake()
    if (this.stream) return
    this.startPatience()
    this.cursor = said.cursor ?? this.cursor
    this.follow(said)
  }

  private follow(said: Exclude<Said, { kind: 'hello' | 'wake' }>): void {
    if (said.kind === 'message') this.deliver(said.message)
    else if (said.kind === 'refetch') this.refetch()
    else if (said.kind !== 'alive') this.become(said.state)
    // What happened before this tab began to listen is read once.
    if (said.kind === 'welcome' && this.asked && said.state.kind === 'open') this.refetch()
  }

  /** From now on the leader's silence counts anew. */
  private startPatience(): void {
    this.heardAt = this.clock.now()
    this.waitPatiently()
  }

  private waitPatiently(): void {
    if (this.patienceTimer) clearTimeout(this.patienceTimer)
    this.patienceTimer = setTimeout(() => {
      if (!this.stream && this.tabs.isVisible()) this.takeOver()
      this.waitPatiently()
    }, PATIENCE_MS)
  }

  private become(next: StreamState): void {
    this.current = next
    for (const changed of this.watchers) changed()
  }

  private deliver(message: StreamMessage): void {
    for (const listener of this.listeners) listener.message(message)
  }

  private refetch(): void {
    this.asked = false
    for (const listener of this.listeners) listener.refetch()
  }
}

export const createSharedFeed = (open: Open, clock: Clock, tabs: Tabs): SharedFeed => new TabFeed(open, clock, tabs)
