import 'server-only'
// The reconciler: claims what is due and brings it one step on. The server's loop, its own process and cron all use this.
import { log } from '@/lib/log'
import { pullBackPauses } from '@/lib/compute/endpoint-store'
import { claimDue, claimThis, pullBackLooks, releaseLost, renewLeases, type Claim } from '@/lib/predictions/claim-store'
import { giveBack } from '@/lib/predictions/give-back'
import { claimHandOvers, handOver } from '@/lib/predictions/hand-over'
import { LostClaims } from '@/lib/predictions/lost-claims'
import { observePrediction } from '@/lib/predictions/observe'
import { MINUTE, SECOND } from '@/lib/clock'

/** Turns at once: hand-overs wait for the endpoint up to 30 s each, looks up to 15 s; neither must hold up the others. */
const MOST_HAND_OVERS = 40
export const MOST_LOOKS = 40
const LEASE_RENEWAL_MS = 20 * SECOND
const AFTER_A_FAULT_MS = 5 * SECOND

export type Reconciler = {
  /** Begins the looks that are due and have room; resolves when they are begun, with how many there are. */
  beginLooks(): Promise<number>
  /** Begins a look at one prediction without waiting for its moment; false when it is being looked at, or there is no room. */
  lookAt(predictionId: string): Promise<boolean>
  /** Begins what the endpoint has places for; it may ask the endpoint for its health first. */
  beginHandOvers(): Promise<number>
  /** Both. */
  reconcileOnce(): Promise<number>
  /** Called whenever a turn ends, so that the next due one need not wait; `isOver`: a hand-over, or a look after which nothing is left to do. */
  onTurnEnd(listener: (isOver: boolean) => void): void
  /** Resolves when every turn that was begun has ended. */
  settled(): Promise<void>
  close(): void
}

/** `holder` names this process in its leases; its advisory lock must be held for as long as it lives. */
export function createReconciler(holder: number): Reconciler {
  const handOvers = new Map<Promise<void>, Claim>()
  const looks = new Map<Promise<void>, Claim>()
  const listeners = new Set<(isOver: boolean) => void>()
  const renewal = setInterval(() => void renew(), LEASE_RENEWAL_MS)
  renewal.unref()

  const open = (): Claim[] => [...handOvers.values(), ...looks.values()]
  const lost = new LostClaims(() => releaseLost(holder, open()))

  async function renew(): Promise<void> {
    const claims = open()
    if (claims.length === 0) return
    await renewLeases(holder, claims).catch((error: unknown) => log.warn({ reason: String(error) }, 'leases could not be renewed'))
  }

  function begin(turns: Map<Promise<void>, Claim>, claim: Claim, turn: Promise<boolean>): void {
    const ended: Promise<void> = turn.then((isOver) => {
      turns.delete(ended)
      listeners.forEach((listener) => listener(isOver))
    })
    turns.set(ended, claim)
  }

  let pulledBackAt = -Infinity
  /** Moments that no clock could have set so far ahead count as now. */
  async function pullBack(): Promise<void> {
    if (performance.now() - pulledBackAt < MINUTE) return
    pulledBackAt = performance.now()
    await pullBackPauses()
    const late = await pullBackLooks()
    if (late > 0) log.warn({ late }, 'looks lay further ahead than any can: the database\'s clock was set back')
  }

  /** Places of looks that are being claimed. */
  let claiming = 0
  /** Claims into so many of the free places, which nobody else takes meanwhile. @returns how many looks have begun */
  async function beginIn(places: number, claim: (free: number) => Promise<Claim[]>): Promise<number> {
    const free = Math.min(places, MOST_LOOKS - looks.size - claiming)
    if (free <= 0) return 0
    claiming += free
    try {
      return await lost.mindedIn(async () => {
        const claims = await claim(free)
        claims.forEach((one) => begin(looks, one, turnOf(one)))
        return claims.length
      })
    } finally {
      claiming -= free
    }
  }

  async function beginLooks(): Promise<number> {
    await pullBack()
    return beginIn(MOST_LOOKS, (free) => claimDue(holder, free))
  }

  async function lookAt(predictionId: string): Promise<boolean> {
    return (await beginIn(1, () => claimThis(holder, predictionId))) > 0
  }

  async function beginHandOvers(): Promise<number> {
    const room = MOST_HAND_OVERS - handOvers.size
    if (room <= 0) return 0
    return lost.mindedIn(async () => {
      const claimed = await claimHandOvers(holder, room)
      claimed?.handOvers.forEach((one) => begin(handOvers, one, handOver(one, claimed).then(() => true)))
      return claimed?.handOvers.length ?? 0
    })
  }

  return {
    beginLooks,
    lookAt,
    beginHandOvers,
    reconcileOnce: async () => (await beginLooks()) + (await beginHandOvers()),
    onTurnEnd: (listener) => void listeners.add(listener),
    settled: async () => {
      while (handOvers.size + looks.size > 0) await Promise.all([...handOvers.keys(), ...looks.keys()])
    },
    close: () => clearInterval(renewal),
  }
}

/** One look; whatever it throws is logged, and the prediction is due again shortly. @returns whether nothing is left to do */
export async function turnOf(claim: Claim): Promise<boolean> {
  const inMs = await observePrediction(claim).catch((error: unknown) => {
    log.error({ prediction: claim.predictionId, reason: error instanceof Error ? error.message : String(error) }, 'a look at a prediction failed')
    return AFTER_A_FAULT_MS
  })
  await giveBack(claim, inMs)
  return inMs === null
}
