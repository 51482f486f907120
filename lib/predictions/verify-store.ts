import 'server-only'
// Checks stored results again, bytes and scores and the columns that repeat them. Reads only; whatever is wrong comes back as a complaint with its place.
import { readArtifact } from '@/lib/artifacts/store'
import type { Complaint } from '@/lib/complexes/schema'
import { database } from '@/lib/db'
import { Problem } from '@/lib/errors'
import { resultColumns } from '@/lib/predictions/result-store'
import { ResultSummary } from '@/lib/results/schema'
import { verifyResult } from '@/lib/results/verify-result'

export type StoredResultPlace = { attemptId: string; predictionId: string }

/** Attempts that hold a result, in order, after `afterId`; `''` begins. */
export async function storedResults(afterId: string, limit: number): Promise<StoredResultPlace[]> {
  const rows = await database().result.findMany({ where: { attemptId: { gt: afterId } }, orderBy: { attemptId: 'asc' }, take: limit, select: { attemptId: true, attempt: { select: { predictionId: true } } } })
  return rows.map(({ attemptId, attempt }) => ({ attemptId, predictionId: attempt.predictionId }))
}

export const countStoredResults = (): Promise<number> => database().result.count()

/** All that is wrong with the result of one attempt, also that its prediction shows other numbers; null when it has none. */
export async function verifyStoredResult(attemptId: string): Promise<Complaint[] | null> {
  const row = await database().result.findUnique({ where: { attemptId }, include: { attempt: { omit: { rawAnswer: true }, include: { files: true, prediction: true } } } })
  if (row === null) return null
  const { files, prediction, outcome, filesRemovedAt } = row.attempt
  const faults = await verifyResult({ summary: row.summary, files, filesRemoved: filesRemovedAt !== null }, readOrNull)
  if (outcome !== 'COMPLETED') faults.push({ at: 'attempt.outcome', message: `It is ${outcome ?? 'open'}, but there is a result.` })
  const isShown = prediction.status === 'COMPLETED' && prediction.currentAttemptId === attemptId
  const summary = ResultSummary.safeParse(row.summary)
  if (!isShown || !summary.success) return faults
  const unlike = Object.entries(resultColumns(summary.data)).filter(([column, value]) => Reflect.get(prediction, column) !== value)
  return [...faults, ...unlike.map(([column, value]) => ({ at: `prediction.${column}`, message: `It is not ${String(value)}, as the result says.` }))]
}

/** The bytes under a hash; null when they are missing or damaged, which is what is being asked. */
async function readOrNull(sha256: string): Promise<Uint8Array | null> {
  try {
    return await readArtifact(sha256)
  } catch (error) {
    if (error instanceof Problem) return null
    throw error
  }
}
