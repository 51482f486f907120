import 'server-only'
// The only reader of process.env in app, components and lib. Refuses to start half-configured: it throws every fault in one message.
import { parseEnvironment, type Env } from '@/lib/env-schema'

export type ObjectStorageSettings = NonNullable<Env['objectStorage']>

let known: Env | null = null

/** Read at the first call, not at import, so that a build needs no settings. */
export function env(): Env {
  if (known !== null) return known
  const outcome = parseEnvironment(process.env)
  if (!outcome.ok) {
    throw new Error(`The settings have faults:\n${outcome.faults.map((fault) => `  ${fault.name} ${fault.message}`).join('\n')}`)
  }
  known = outcome.env
  return known
}

/** Whether a switch of tests is set. Asked first, so that a script with the client alone needs no other setting. */
export const hasTestSwitch = (name: 'ATOMERA_TEST_CRASH' | 'ATOMERA_TEST_SABOTAGE'): boolean => Boolean(process.env[name])
