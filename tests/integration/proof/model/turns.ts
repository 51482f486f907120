// Turns of the workers as threads of the model: each stops before every transaction and every call, and goes on only when it is told to.
// A turn that is never told to go on is a process that died there.
import { AsyncLocalStorage } from 'node:async_hooks'
import { setImmediate as tick } from 'node:timers/promises'
import type { Claim } from '@/lib/predictions/claim-store'

/** What a stop leads to: a read or a write of the database, or one half of a call. */
export type Label = { name: string; writes: boolean }
/** The connection is lost before the statement arrives, or after it was done and before that was heard. */
export type Cut = 'before' | 'after'

type Gate = Label & { open(cut: Cut | null): void }

/** One process: its name in leases, and how far its clock is from the true one. */
export type Worker = { index: number; holder: number; clockOffsetMs: number; settings: object }

const running = new AsyncLocalStorage<Turn | null>()

/** A turn that stands still for so many rounds of the event loop comes to no further stop by itself. */
const CALM = 3

export const runningTurn = (): Turn | null => running.getStore() ?? null

/** What runs within is one step with whatever it does. */
export const inOneStep = <Value>(work: () => Promise<Value>): Promise<Value> => running.run(null, work)

export class Turn {
  private readonly gates: Gate[] = []
  private arrived: () => void = () => undefined
  private ended = false
  /** Statements under way. */
  private acting = 0
  /** What it threw, if it did. */
  fault: unknown = null
  /** A cut that it has met: what it throws and logs afterwards is no surprise. */
  wasCut = false

  constructor(readonly worker: Worker, readonly verb: 'look' | 'handOver' | 'claim', readonly claim: Claim | null, work: () => Promise<void>) {
    const begin = async (): Promise<void> => {
      try {
        await running.run(this, work)
      } catch (error) {
        this.fault = error
      }
      this.ended = true
      this.arrived()
    }
    this.begun = this.arrival()
    void begin()
  }

  /** Resolves at the first stop. */
  readonly begun: Promise<void>

  private arrival(): Promise<void> {
    return new Promise((resolve) => {
      this.arrived = resolve
    })
  }

  get isOver(): boolean {
    return this.ended
  }

  get next(): Label | null {
    return this.gates[0] ?? null
  }

  stop(label: Label): Promise<Cut | null> {
    return new Promise((resolve) => {
      this.gates.push({ ...label, open: resolve })
      this.arrived()
    })
  }

  /** What is done after a stop, until it is answered. */
  async act<Value>(work: () => Promise<Value>): Promise<Value> {
    this.acting += 1
    try {
      return await work()
    } finally {
      this.acting -= 1
    }
  }

  /** Goes on to the next stop or the end. */
  async step(cut: Cut | null = null): Promise<void> {
    const gate = this.gates.shift()
    if (gate === undefined) throw new Error(`A turn (${this.verb}) waits for something that the model does not control.`)
    if (cut !== null) this.wasCut = true
    let isThere = false
    const arrival = this.arrival().then(() => { isThere = true })
    gate.open(cut)
    // One of two things that a turn does side by side comes to its end without a stop: the other one waits already.
    for (let calm = 0; !isThere && this.gates.length > 0 && calm < CALM; calm = this.acting === 0 ? calm + 1 : 0) await tick()
    if (this.gates.length === 0) await arrival
  }
}

/** Stops the turn that runs here, if one does. */
export const stop = async (name: string, writes: boolean): Promise<Cut | null> => runningTurn()?.stop({ name, writes }) ?? null
