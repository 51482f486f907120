import 'server-only'
// Server-sent events of one browser: the team's event rows after its cursor, woken by LISTEN, with a poll as back-stop.
import { SECOND } from '@/lib/clock'
import { markWatched } from '@/lib/teams/store'
import { hintTeam } from '@/lib/predictions/claim-store'
import { cursorText, eventsAfter, hasHiddenEvents, isFromElsewhere, newestCursor, parseCursor, type Cursor, type StreamedEvent } from '@/lib/predictions/event-store'
import { eventHub } from '@/lib/predictions/event-hub'
import { readSummaries } from '@/lib/predictions/prediction-store'
import type { StreamMessage } from '@/lib/predictions/schema'
import { wherePredictionsRun } from '@/lib/predictions/where-they-run'
import { log } from '@/lib/log'

const BACK_STOP_MS = 5 * SECOND
/** A row whose transaction, or an older one, is still open is looked for again this soon. */
const HIDDEN_MS = 25
const WATCH_MS = 20 * SECOND
const BATCH = 200
/** Messages that may wait for a slow browser. */
const MOST_WAITING = 2_000
/** A client that was away for longer refetches what it shows instead. */
const MOST_REPLAYED = 1_000

const encoder = new TextEncoder()

/** The body of the stream. It ends when the client goes away, when the server stops, or when the database is lost. */
export function eventStream(teamId: string, lastEventId: string | null, signal: AbortSignal): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => {
      const send = (text: string): void => {
        controller.enqueue(encoder.encode(text))
        // A browser that takes nothing any more must not make the server keep everything for it; it replays when it is back.
        if ((controller.desiredSize ?? 0) < -MOST_WAITING) stream.end()
      }
      const stream = new EventStream(teamId, send, () => controller.close())
      if (signal.aborted) return stream.end()
      signal.addEventListener('abort', () => stream.end(), { once: true })
      eventHub().add(stream)
      void stream.run(lastEventId)
    },
  })
}

export class EventStream {
  #ended = false
  #woken = false
  #wake: () => void = () => undefined
  #progressed = new Set<string>()
  #watchedAt = -Infinity

  constructor(
    readonly teamId: string,
    private readonly send: (text: string) => void,
    private readonly close: () => void,
  ) {}

  /** Something may have been written. */
  nudge(): void {
    this.#woken = true
    this.#wake()
  }

  /** A running prediction reported progress that is no event. */
  progressed(predictionId: string): void {
    this.#progressed.add(predictionId)
    this.nudge()
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    eventHub().remove(this)
    this.#wake()
    try {
      this.close()
    } catch (error) {
      log.debug({ reason: String(error) }, 'the stream was closed by the other side already')
    }
  }

  async run(lastEventId: string | null): Promise<void> {
    try {
      let cursor = await this.#begin(lastEventId)
      while (!this.#ended) {
        await this.#stayWatched()
        cursor = await this.#sendNew(cursor)
        await this.#sendProgress()
        await this.#sleep((await hasHiddenEvents(this.teamId, cursor)) ? HIDDEN_MS : BACK_STOP_MS)
      }
    } catch (error) {
      log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'an event stream ended on a fault; the browser reconnects')
      this.end()
    }
  }

  /** Replays what came after the client's cursor, or tells it to refetch, and says that it is up to date. */
  async #begin(lastEventId: string | null): Promise<Cursor> {
    const given = lastEventId === null ? null : parseCursor(lastEventId)
    this.send('retry: 1000\n\n')
    if (given !== null && !(await isFromElsewhere(given)) && (await eventsAfter(this.teamId, given, MOST_REPLAYED + 1)).length <= MOST_REPLAYED) {
      const cursor = await this.#sendNew(given)
      this.send(`event: ready\nid: ${cursorText(cursor)}\ndata: {}\n\n`)
      return cursor
    }
    const cursor = await newestCursor()
    const kind = lastEventId === null ? 'ready' : 'refetch'
    this.send(`event: ${kind}\nid: ${cursorText(cursor)}\ndata: {}\n\n`)
    return cursor
  }

  async #sendNew(from: Cursor): Promise<Cursor> {
    let cursor = from
    for (;;) {
      const events = await eventsAfter(this.teamId, cursor, BATCH)
      const newest = events.at(-1)
      if (newest === undefined || this.#ended) return cursor
      await this.#sendEvents(events)
      cursor = newest.cursor
    }
  }

  async #sendEvents(events: StreamedEvent[]): Promise<void> {
    const summaries = await readSummaries(this.teamId, [...new Set(events.map((event) => event.predictionId))], await wherePredictionsRun())
    for (const event of events) {
      this.#message({ predictionId: event.predictionId, summary: summaries.get(event.predictionId) ?? null, event: event.view }, cursorText(event.cursor))
    }
  }

  async #sendProgress(): Promise<void> {
    const ids = [...this.#progressed]
    if (ids.length === 0) return
    this.#progressed.clear()
    const summaries = await readSummaries(this.teamId, ids, await wherePredictionsRun())
    for (const [predictionId, summary] of summaries) this.#message({ predictionId, summary, event: null }, null)
  }

  #message(message: StreamMessage, id: string | null): void {
    if (this.#ended) return
    this.send(`event: prediction\n${id === null ? '' : `id: ${id}\n`}data: ${JSON.stringify(message)}\n\n`)
  }

  /** While the page is open its team's jobs are looked at every second; the first moment looks at once. */
  async #stayWatched(): Promise<void> {
    const now = performance.now()
    if (now - this.#watchedAt < WATCH_MS / 2) return
    const first = this.#watchedAt === -Infinity
    this.#watchedAt = now
    await markWatched(this.teamId, WATCH_MS)
    if (first) await hintTeam(this.teamId)
    // An event and no comment: the page must be able to tell a silent stream from a dead one.
    this.send('event: beat\ndata: {}\n\n')
  }

  async #sleep(ms: number): Promise<void> {
    if (!this.#woken && !this.#ended) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    this.#woken = false
  }
}
