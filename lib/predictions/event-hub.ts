import 'server-only'
// One LISTEN connection per process for all open streams, and one feed per team that has any; it reads no event itself.
import { openListener, type Listener } from '@/lib/listener'
import { TeamFeed } from '@/lib/predictions/team-feed'

type EventHub = {
  feedOf(teamId: string): TeamFeed
  /** Streams that are open in this process. */
  openStreams(): number
  close(): Promise<void>
}

const created = globalThis as typeof globalThis & { atomeraEventHub?: EventHub }

/** The process's hub; instrumentation and routes share it through globalThis, because each loads its own copy of this file. */
export const eventHub = (): EventHub => (created.atomeraEventHub ??= createHub())

function createHub(): EventHub {
  const feeds = new Map<string, TeamFeed>()
  let listener: Listener | null = null

  const heard = (channel: string, payload: string): void => {
    const [teamId = '', predictionId] = payload.split(' ')
    const feed = feeds.get(teamId)
    if (channel === 'atomera_progress' && predictionId !== undefined) feed?.progressed(predictionId)
    else feed?.nudge()
  }

  const openFeed = (teamId: string): TeamFeed => {
    const feed = new TeamFeed(teamId, () => {
      if (feeds.get(teamId) === feed) feeds.delete(teamId)
    })
    feeds.set(teamId, feed)
    return feed
  }

  return {
    feedOf: (teamId) => {
      listener ??= openListener({ channels: ['atomera_event', 'atomera_progress'], heard, connected: () => feeds.forEach((feed) => feed.nudge()) })
      return feeds.get(teamId) ?? openFeed(teamId)
    },
    openStreams: () => [...feeds.values()].reduce((open, feed) => open + feed.size, 0),
    close: async () => {
      ;[...feeds.values()].forEach((feed) => feed.end())
      await listener?.close()
      listener = null
    },
  }
}
