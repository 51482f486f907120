// Stand-ins for what a browser gives the feed: the event stream, the lock that one tab holds, the channel between tabs.
import type { Locks, Said, TabChannel } from '@/lib/predictions/client-shared-stream'
import type { StreamSource } from '@/lib/predictions/client-stream'

export class FakeSource implements StreamSource {
  closed = false
  private readonly target = new EventTarget()
  constructor(readonly after: string | null) {}
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

const aborted = () => new DOMException('given up or stolen', 'AbortError')
type Claim = { run: () => void; refuse: (reason: DOMException) => void }

/** One exclusive lock with its queue, as the Web Locks API describes it. */
export class FakeLocks implements Locks {
  private holder: Claim | null = null
  private queue: Claim[] = []

  request(_name: string, options: { signal?: AbortSignal; steal?: boolean }, whileHeld: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const claim: Claim = {
        refuse: reject,
        run: () => {
          this.holder = claim
          void whileHeld().then(() => {
            resolve()
            if (this.holder === claim) this.next()
          })
        },
      }
      options.signal?.addEventListener('abort', () => {
        if (!this.queue.includes(claim)) return
        this.queue = this.queue.filter((one) => one !== claim)
        reject(aborted())
      })
      if (options.steal) this.holder?.refuse(aborted())
      if (options.steal || !this.holder) claim.run()
      else this.queue.push(claim)
    })
  }

  /** What the browser does when the tab of the holder is closed or crashes: nothing of it runs any more. */
  holderVanishes(): void {
    this.next()
  }

  private next(): void {
    this.holder = null
    this.queue.shift()?.run()
  }
}

/** A channel per tab; what one says the others hear, copied as a browser copies it. `mute` is a tab that is frozen or gone. */
export class FakeAir {
  private readonly channels = new Set<FakeChannel>()
  open(): FakeChannel {
    const channel = new FakeChannel((said) => {
      for (const other of this.channels) if (other !== channel) other.hear(structuredClone(said))
    })
    this.channels.add(channel)
    return channel
  }
}

export class FakeChannel implements TabChannel {
  mute = false
  private listener: ((event: MessageEvent<Said>) => void) | null = null
  constructor(private readonly send: (said: Said) => void) {}
  postMessage(said: Said): void {
    if (!this.mute) this.send(said)
  }
  addEventListener(_type: 'message', listener: (event: MessageEvent<Said>) => void): void {
    this.listener = listener
  }
  hear(said: Said): void {
    if (!this.mute) this.listener?.(new MessageEvent('message', { data: said }))
  }
  close(): void {
    this.mute = true
  }
}
