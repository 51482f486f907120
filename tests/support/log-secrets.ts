// That the logs of a data folder hold nothing that must never stand in one.
import path from 'node:path'
import { expect } from 'vitest'
import type { Control } from './control'
import { leaksInLogs, readLogs, secretsOf } from './log-leaks'
import { KEY_ENCRYPTION_KEY } from './process'

type Known = {
  dataDir: string
  databaseUrl: string
  control: Control
  /** Sequences that were submitted. */
  sequences: string[]
}

/** With LOG_LEVEL=debug, so that as much as can be is logged. */
export async function expectNoSecretsInLogs({ dataDir, ...known }: Known): Promise<void> {
  const secrets = await secretsOf({ ...known, keyEncryptionKey: KEY_ENCRYPTION_KEY })
  expect(secrets.known.map(([kind]) => kind)).toEqual(expect.arrayContaining(['an API key', 'the key-encryption key', 'a sequence']))
  expect(secrets.tokens.size).toBeGreaterThan(0)
  const logs = readLogs(path.join(dataDir, 'logs'))
  // Nothing is found in what logs nothing.
  expect(logs.some(({ text }) => text.includes('"endpoint call"'))).toBe(true)
  expect(leaksInLogs(logs, secrets)).toEqual([])
}
