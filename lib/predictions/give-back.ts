import 'server-only'
// Gives a claim back when its turn is over. A database that is away at that moment is asked again until the lease is over anyway:
// else nobody would look at the prediction before that. Never throws.
import { setTimeout as pause } from 'node:timers/promises'
import { SECOND } from '@/lib/clock'
import { log } from '@/lib/log'
import { LEASE_SECONDS, release, type Claim } from '@/lib/predictions/claim-store'

/** `inMs`: when it is due again; null: never, nothing is left to do. */
export async function giveBack(claim: Claim, inMs: number | null): Promise<void> {
  for (let tries = 1; tries <= LEASE_SECONDS; tries += 1) {
    try {
      return await release(claim, inMs)
    } catch (error) {
      log.warn({ prediction: claim.predictionId, tries, reason: error instanceof Error ? error.message : String(error) }, 'a claim could not be given back yet')
      await pause(SECOND)
    }
  }
}
