'use client'
// The feed of this page: shared with the browser's other tabs where the browser can, else a stream of its own that rests while the tab is hidden.
import { askWhetherSignedIn } from '@/lib/predictions/client-request'
import { createSharedFeed, SHARED_NAME } from '@/lib/predictions/client-shared-stream'
import { createFeed, type Clock, type Feed, type Open } from '@/lib/predictions/client-stream'

const clock: Clock = { now: () => Date.now(), random: () => Math.random() }

const openEvents: Open = (after) => {
  const source = new EventSource(after === null ? '/api/v1/events' : `/api/v1/events?after=${encodeURIComponent(after)}`)
  // An EventSource keeps the status to itself; closed, it was answered, and with something else than a stream.
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) void askWhetherSignedIn()
  })
  return source
}

const isVisible = (): boolean => document.visibilityState === 'visible'

/** Calls back when the network or the person has returned. */
function onReturn(wake: () => void): void {
  window.addEventListener('online', wake)
  document.addEventListener('visibilitychange', () => isVisible() && wake())
}

/** Web Locks are missing where the page came by plain HTTP from another machine. */
function createPageFeed(): Feed {
  if ('locks' in navigator && 'BroadcastChannel' in window) {
    const shared = createSharedFeed(openEvents, clock, { locks: navigator.locks, openChannel: () => new BroadcastChannel(SHARED_NAME), isVisible })
    onReturn(shared.wake)
    return shared
  }
  const own = createFeed(openEvents, clock)
  onReturn(own.wake)
  document.addEventListener('visibilitychange', () => isVisible() || own.rest())
  return own
}

let pageFeed: Feed | null = null

/** Browser only. */
export function predictionFeed(): Feed {
  pageFeed ??= createPageFeed()
  return pageFeed
}
