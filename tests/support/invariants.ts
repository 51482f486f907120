// The invariants as a test's last word: whatever happened, the database of the test keeps them.
import { expect } from 'vitest'
import { readBreaches } from '@/scripts/launcher/invariants'

export async function expectInvariants(databaseUrl: string): Promise<void> {
  expect(await readBreaches(databaseUrl)).toEqual([])
}
