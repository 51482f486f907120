import 'server-only'
// One LISTEN connection per process for all open streams; it nudges those whose team something happened to.
import { openListener, type Listener } from '@/lib/listener'
import type { EventStream } from '@/lib/predictions/stream'

type EventHub = { add(stream: EventStream): void; remove(stream: EventStream): void; close(): Promise<void> }

const created = globalThis as typeof globalThis & { atomeraEventHub?: EventHub }

/** The process's hub; instrumentation and routes share it through globalThis, because each loads its own copy of this file. */
export const eventHub = (): EventHub => (created.atomeraEventHub ??= createHub())

function createHub(): EventHub {
  const streams = new Set<EventStream>()
  let listener: Listener | null = null

  const heard = (channel: string, payload: string): void => {
    const [teamId, predictionId] = payload.split(' ')
    for (const stream of streams) {
      if (stream.teamId !== teamId) continue
      if (channel === 'atomera_progress' && predictionId !== undefined) stream.progressed(predictionId)
      else stream.nudge()
    }
  }

  return {
    add: (stream) => {
      streams.add(stream)
      listener ??= openListener({ channels: ['atomera_event', 'atomera_progress'], heard, connected: () => streams.forEach((open) => open.nudge()) })
    },
    remove: (stream) => void streams.delete(stream),
    close: async () => {
      ;[...streams].forEach((stream) => stream.end())
      await listener?.close()
      listener = null
    },
  }
}
