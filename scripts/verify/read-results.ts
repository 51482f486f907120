// Every stored result read again, one at a time: bytes, hashes, parsing, scores. Only reads; what was deleted meanwhile is no breach.
import { randomBytes } from 'node:crypto'
import type { Complaint } from '@/lib/complexes/schema'
import type { Breach } from '../launcher/invariants'
import { STORED_RESULT_RULE } from './cures'

const PAGE = 200

/** The settings under which the program's own stores read this database; no seal is opened, so the key may be any. */
function pointStoresAt(url: string): void {
  Object.assign(process.env, { DATABASE_URL: url, LOG_LEVEL: 'silent', ATOMERA_KEY_ENCRYPTION_KEY: randomBytes(32).toString('base64') })
}

export type ResultCheck = {
  total: number
  /** Breaches of the next results, `read` counts them. */
  pages(): AsyncGenerator<{ read: number; breaches: Breach[] }>
  close(): Promise<void>
}

/** To be called once in a process: its connection stays with the first database. */
export async function openResultCheck(url: string): Promise<ResultCheck> {
  pointStoresAt(url)
  const store = await import('@/lib/predictions/verify-store')
  const { database } = await import('@/lib/db')
  async function* pages(): AsyncGenerator<{ read: number; breaches: Breach[] }> {
    for (let after = '', read = 0; ; ) {
      const page = await store.storedResults(after, PAGE)
      const last = page.at(-1)
      if (last === undefined) return
      for (const { attemptId, predictionId } of page) {
        read += 1
        yield { read, breaches: (await confirmed(() => store.verifyStoredResult(attemptId))).map((fault) => breachOf(fault, attemptId, predictionId)) }
      }
      after = last.attemptId
    }
  }
  return { total: await store.countStoredResults(), pages, close: () => database().$disconnect() }
}

/** A running system may change a result between two reads of it: only what a second look finds too is wrong. */
async function confirmed(look: () => Promise<Complaint[] | null>): Promise<Complaint[]> {
  const first = await look()
  if (first === null || first.length === 0) return []
  return (await look()) ?? []
}

const breachOf = ({ at, message }: Complaint, attemptId: string, predictionId: string): Breach => ({
  rule: STORED_RESULT_RULE,
  subject: attemptId,
  detail: `prediction ${predictionId}, ${at}: ${message}`,
})
