// The time of the model: it passes only when it is told to, in the database and in every process alike; processes may be wrong by their own offset.
import type { Client } from 'pg'
import { runningTurn } from './turns'

/** Later than anything that a test stores with the machine's own clock. */
const BEGIN_MS = Date.UTC(2030, 0, 1)

const trueDateNow = Date.now.bind(Date)
const trueSetTimeout = setTimeout
const truePerformanceNow = performance.now.bind(performance)

const isPause = (ms: number | undefined): boolean => ms !== undefined && ms >= 1_000 && ms <= 30_000 && ms % 1_000 === 0

export class ModelClock {
  private ms = BEGIN_MS

  constructor(private readonly client: Client) {}

  get now(): number {
    return this.ms
  }

  /** Puts the database and the processes under this clock. */
  async install(): Promise<void> {
    await this.client.query(`CREATE OR REPLACE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
      SELECT timestamptz 'epoch' + (SELECT shift_ms FROM clock_shift) * interval '1 millisecond' $$`)
    await this.client.query('INSERT INTO clock_shift (id, shift_ms) VALUES (1, $1)', [this.ms])
    Date.now = () => {
      const turn = runningTurn()
      return turn === null ? trueDateNow() : this.ms + turn.worker.clockOffsetMs
    }
    // The product's own pauses before it tries again are whole seconds; those of its libraries are longer.
    globalThis.setTimeout = new Proxy(trueSetTimeout, {
      apply: (target, self, [act, ms, ...given]: Parameters<typeof setTimeout>) => Reflect.apply(target, self, [act, runningTurn() !== null && isPause(ms) ? 0 : ms, ...given]),
    })
    performance.now = () => (runningTurn() === null ? truePerformanceNow() : this.ms - BEGIN_MS)
  }

  async pass(ms: number): Promise<void> {
    this.ms += ms
    await this.client.query({ name: 'pass', text: 'UPDATE clock_shift SET shift_ms = $1', values: [this.ms] })
  }

  restore(): void {
    globalThis.setTimeout = trueSetTimeout
    Date.now = trueDateNow
    performance.now = truePerformanceNow
  }
}
