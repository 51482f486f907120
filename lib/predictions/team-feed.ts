import 'server-only'
// What happens to one team's predictions, read once and handed to all its open streams: woken by LISTEN, with a poll as back-stop.
// It refuses to remember: a stream that comes later reads what it has missed by itself.
import { SECOND } from '@/lib/clock'
import { log } from '@/lib/log'
import { hintTeam } from '@/lib/predictions/claim-store'
import { eventsAfter, hasHiddenEvents, newestCursor, type Cursor } from '@/lib/predictions/event-store'
import { BEAT, eventBatch, progressBatch, type Batch } from '@/lib/predictions/stream-batch'
import { markWatched } from '@/lib/teams/store'

const BACK_STOP_MS = 5 * SECOND
/** A row whose transaction, or an older one, is still open is looked for again this soon. */
const HIDDEN_MS = 25
const WATCH_MS = 20 * SECOND
/** A thousand pages that come back at once make one look at the team's jobs. */
const HINT_MS = 2 * SECOND
export const BATCH = 200

export type FeedMember = { take(batch: Batch): void; end(): void }

export class TeamFeed {
  readonly #members = new Set<FeedMember>()
  readonly #progressed = new Set<string>()
  #place: Promise<Cursor> | null = null
  #over = false
  #woken = false
  #wake: () => void = () => undefined
  #watchedAt = -Infinity
  #hintedAt = -Infinity
  #opened = false

  /** `gone` is called when the feed has ended: nobody may join it any more. */
  constructor(
    readonly teamId: string,
    private readonly gone: () => void,
  ) {}

  get size(): number {
    return this.#members.size
  }

  /**
   * From now on the member is handed every batch. Resolves once the feed has a place in the order of events: whatever the member
   * then finds in the database or is handed is everything.
   */
  async join(member: FeedMember): Promise<void> {
    this.#members.add(member)
    this.#opened = true
    if (this.#place === null) {
      this.#place = newestCursor()
      void this.#run(this.#place)
    } else {
      this.nudge()
    }
    await this.#place
  }

  /** With its last member the feed ends. */
  leave(member: FeedMember): void {
    this.#members.delete(member)
    if (this.#members.size === 0) this.end()
  }

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
    if (this.#over) return
    this.#over = true
    this.gone()
    ;[...this.#members].forEach((member) => member.end())
    this.#wake()
  }

  async #run(place: Promise<Cursor>): Promise<void> {
    try {
      let cursor = await place
      while (!this.#over) {
        cursor = await this.#tellNew(cursor)
        await this.#tellProgress()
        await this.#stayWatched()
        await this.#sleep((await hasHiddenEvents(this.teamId, cursor)) ? HIDDEN_MS : BACK_STOP_MS)
      }
    } catch (error) {
      log.warn({ reason: error instanceof Error ? error.message : String(error) }, 'the event streams of a team ended on a fault; the browsers reconnect')
      this.end()
    }
  }

  #tell(batch: Batch): void {
    if (batch.parts.length > 0) this.#members.forEach((member) => member.take(batch))
  }

  async #tellNew(from: Cursor): Promise<Cursor> {
    let cursor = from
    for (;;) {
      const events = await eventsAfter(this.teamId, cursor, BATCH)
      const newest = events.at(-1)
      if (newest === undefined || this.#over) return cursor
      this.#tell(await eventBatch(this.teamId, events))
      cursor = newest.cursor
    }
  }

  async #tellProgress(): Promise<void> {
    const ids = [...this.#progressed]
    if (ids.length === 0) return
    this.#progressed.clear()
    this.#tell(await progressBatch(this.teamId, ids))
  }

  /** While a page is open its team's jobs are looked at every second, and at once when it opens. */
  async #stayWatched(): Promise<void> {
    const now = performance.now()
    if (now - this.#watchedAt >= WATCH_MS / 2) {
      this.#watchedAt = now
      await markWatched(this.teamId, WATCH_MS)
      this.#tell(BEAT)
    }
    if (!this.#opened || now - this.#hintedAt < HINT_MS) return
    this.#opened = false
    this.#hintedAt = now
    await hintTeam(this.teamId)
  }

  async #sleep(ms: number): Promise<void> {
    if (!this.#woken && !this.#over) {
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
