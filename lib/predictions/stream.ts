import 'server-only'
// The server-sent events of one browser: what it has missed since its cursor, then what the team's feed hands to all.
// It refuses to keep bytes without end for a browser that takes none.
import type { Actor } from '@/lib/access/actor'
import { holdOpen } from '@/lib/door/held-open'
import { nodeResponse } from '@/lib/door/node-response'
import { log } from '@/lib/log'
import { eventHub } from '@/lib/predictions/event-hub'
import { eventsAfter, isAfter, isFromElsewhere, newestCursor, parseCursor, type Cursor } from '@/lib/predictions/event-store'
import { StreamBody } from '@/lib/predictions/stream-body'
import { eventBatch, frame, RETRY_LINE, type Batch } from '@/lib/predictions/stream-batch'
import { BATCH, type FeedMember, type TeamFeed } from '@/lib/predictions/team-feed'

/** A client that was away for longer refetches what it shows instead. */
const MOST_REPLAYED = 1_000

/** The body of the stream. It ends when the client goes away or may no longer listen, when the server stops, or when the database is lost. */
export function eventStream(actor: Actor, lastEventId: string | null, request: Request): ReadableStream<Uint8Array> {
  const body = new StreamBody(RETRY_LINE, nodeResponse(request), () => stream.end())
  const stream = new EventStream(actor, body, request)
  void stream.run(lastEventId)
  return body.readable
}

class EventStream implements FeedMember {
  #ended = false
  #feed: TeamFeed | null = null
  /** The last event that was sent; null while what was missed is still being read. */
  #place: Cursor | null = null
  /** What the feed handed over meanwhile. */
  #early: Batch[] = []
  readonly #letGo: () => void

  /** The request is kept although only its signal is used: once it is collected, its signal never fires again (undici holds it weakly). */
  constructor(
    private readonly actor: Actor,
    private readonly body: StreamBody,
    private readonly request: Request,
  ) {
    this.#letGo = holdOpen({ actor, permission: 'predictions:read', kind: 'events', end: () => this.end() })
  }

  /** Sends of the batch what was not sent yet. */
  take(batch: Batch): void {
    if (this.#ended) return
    if (this.#place === null) this.#early.push(batch)
    else this.#place = this.#pass(batch, this.#place)
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#early = []
    this.#letGo()
    this.#feed?.leave(this)
    try {
      this.body.end()
    } catch (error) {
      log.debug({ reason: String(error) }, 'the stream was closed by the other side already')
    }
  }

  #send(bytes: Uint8Array): void {
    if (this.#ended) return
    try {
      // A browser that reads no more is sent away; it replays when it is back.
      if (!this.body.push(bytes)) this.end()
    } catch (error) {
      // What the feed hands out goes to others as well: this one's trouble must not be theirs.
      log.debug({ reason: String(error) }, 'the stream takes nothing any more')
      this.end()
    }
  }

  async run(lastEventId: string | null): Promise<void> {
    this.request.signal.addEventListener('abort', () => this.end(), { once: true })
    if (this.request.signal.aborted) return this.end()
    try {
      await this.body.opened
      if (this.#ended) return
      this.#feed = eventHub().feedOf(this.actor.teamId)
      await this.#feed.join(this)
      this.#place = this.#early.reduce((place, batch) => this.#pass(batch, place), await this.#begin(lastEventId))
      this.#early = []
    } catch (error) {
      if (!this.#ended) log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'an event stream ended on a fault; the browser reconnects')
      this.end()
    }
  }

  /** Replays what came after the client's cursor, or tells it to refetch, and says that it is up to date. */
  async #begin(lastEventId: string | null): Promise<Cursor> {
    const replayed = lastEventId === null ? null : await this.#replay(lastEventId)
    const cursor = replayed ?? (await newestCursor())
    this.#send(frame(lastEventId === null || replayed !== null ? 'ready' : 'refetch', cursor, {}))
    return cursor
  }

  /** @returns the last event that was sent; null when the cursor is none of ours, or too much happened since */
  async #replay(lastEventId: string): Promise<Cursor | null> {
    const given = parseCursor(lastEventId)
    if (given === null || (await isFromElsewhere(given))) return null
    const missed = await eventsAfter(this.actor.teamId, given, MOST_REPLAYED + 1)
    if (missed.length > MOST_REPLAYED) return null
    for (let at = 0; at < missed.length && !this.#ended; at += BATCH) {
      this.#send((await eventBatch(this.actor.teamId, missed.slice(at, at + BATCH))).whole)
    }
    return missed.at(-1)?.cursor ?? given
  }

  /** @returns the place after it */
  #pass({ parts, whole }: Batch, place: Cursor): Cursor {
    const isNew = (cursor: Cursor | null | undefined): boolean => cursor == null || isAfter(cursor, place)
    if (isNew(parts[0]?.cursor)) this.#send(whole)
    else parts.forEach(({ cursor, bytes }) => isNew(cursor) && this.#send(bytes))
    const last = parts.at(-1)?.cursor ?? null
    return last !== null && isNew(last) ? last : place
  }
}
