// The invariants as a test's last word: whatever happened, the database of the test keeps them.
import { expect } from 'vitest'
import { readBreaches } from '@/scripts/launcher/invariants'

/** `broken` names the rules that the test itself has broken by hand. */
export async function expectInvariants(databaseUrl: string, broken: readonly string[] = []): Promise<void> {
  const breaches = await readBreaches(databaseUrl)
  expect(breaches.filter(({ rule }) => !broken.includes(rule))).toEqual([])
}
