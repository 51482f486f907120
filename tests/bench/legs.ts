// Where the time between the end of a job and its score on the screen goes, seen from outside: moments that the database keeps, a
// notification heard beside the product's own, and what the page's stream received. All clocks are the machine's wall clock.
import { Client } from 'pg'
import type { Page } from '@playwright/test'
import { runningPostgres } from '@/scripts/launcher/postgres'
import type { Control } from '@/tests/support/control'
import { quantile, type Series } from './figures'
import { own } from './stage'

const LEGS = [
  ['webhook', 'end to the call of the webhook'],
  ['seen', 'to the answer of /status or /status-sync read'],
  ['stored', 'to the raw answer being written'],
  ['result', 'to the transaction of the result'],
  ['told', 'to its notification, after the commit'],
  ['received', 'to the message in the page'],
  ['painted', 'to the score painted'],
] as const

type Moment = (typeof LEGS)[number][0]
export type Moments = Record<'ended' | Moment, number>

/** Text, for an init script: when the page's stream became ready, and when it received each end. */
const HEAR = String.raw`window.heard = { ends: {}, ready: new Promise((resolve) => {
  const now = () => performance.timeOrigin + performance.now()
  const Native = window.EventSource
  window.EventSource = class extends Native {
    constructor(...given) {
      super(...given)
      this.addEventListener('ready', resolve)
      this.addEventListener('prediction', (event) => {
        const { predictionId, summary } = JSON.parse(event.data)
        if (summary && summary.status === 'COMPLETED') window.heard.ends[predictionId] ??= now()
      })
    }
  }
}) }`

export const hearStream = (page: Page): Promise<unknown> => page.addInitScript(HEAR)

/** Resolves when the page hears of everything that happens. */
export const streamReady = (page: Page): Promise<unknown> => page.evaluate('window.heard.ready.then(() => true)')

type Row = { seen: Date; stored: Date; result: Date }

export class LegTable {
  private readonly rounds: Moments[] = []
  private told: { at: number; channel: string }[] = []

  private constructor(private readonly client: Client) {
    client.on('notification', ({ channel }) => this.told.push({ at: Date.now(), channel }))
  }

  /** Owned by the measure. */
  static async open(dataDir: string): Promise<LegTable> {
    const client = new Client({ connectionString: (await runningPostgres(dataDir)) ?? '' })
    await client.connect()
    own(() => client.end())
    const table = new LegTable(client)
    await client.query('LISTEN atomera_event')
    return table
  }

  async note(page: Page, control: Control, job: { predictionId: string; jobId: string }, ended: number, painted: number): Promise<void> {
    const { rows } = await this.client.query<Row>(
      `SELECT a.completed_seen_at AS seen, a.raw_stored_at AS stored, r.created_at AS result
         FROM attempt a JOIN result r ON r.attempt_id = a.id WHERE a.prediction_id = $1`,
      [job.predictionId],
    )
    const [row] = rows
    const received = await page.evaluate<number | undefined>(`window.heard.ends[${JSON.stringify(job.predictionId)}]`)
    const call = (await control.deliveries()).find(({ id }) => id === job.jobId)
    const told = row && this.told.find(({ at }) => at >= row.result.getTime())
    this.told = []
    if (row === undefined || told === undefined) return
    this.rounds.push({
      ended, painted, webhook: call?.at ?? Number.NaN, seen: row.seen.getTime(), stored: row.stored.getTime(),
      result: row.result.getTime(), told: told.at, received: received ?? Number.NaN,
    })
  }

  forget(): void {
    this.rounds.length = 0
  }

  /** One series per leg; what was not seen in a round is left out. The webhook is told beside: /status-sync may be faster. */
  series(): Series[] {
    return LEGS.map(([moment, words], index) => {
      const before = index < 2 ? 'ended' : (LEGS[index - 1]?.[0] ?? 'ended')
      return { name: words, unit: 'ms', values: this.rounds.map((round) => round[moment] - round[before]).filter(Number.isFinite) }
    })
  }

  text(): string {
    return this.series()
      .map(({ name, values }) => `  ${name.padEnd(48)} p50 ${String(Math.round(quantile(values, 0.5) ?? Number.NaN)).padStart(5)} ms   p95 ${String(Math.round(quantile(values, 0.95) ?? Number.NaN)).padStart(5)} ms`)
      .join('\n')
  }
}
