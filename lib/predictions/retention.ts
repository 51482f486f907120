import 'server-only'
// The rule of retention: what it would remove, and applying it, at most once an hour of all processes together, one prediction after the other.
// A process that dies in between has removed whole predictions only; the next hour goes on.
import { HOUR } from '@/lib/clock'
import { log } from '@/lib/log'
import type { PreviewRetention, RetentionPreview } from '@/lib/predictions/retention-schema'
import { beginRun, duePredictions, readDue, readLastRun, removeFiles, type DuePlace } from '@/lib/predictions/retention-store'
import { currentSettings } from '@/lib/settings/service'

const BATCH = 50

/** What a rule would remove now; what is not given is as it counts. */
export async function previewRetention(given: PreviewRetention): Promise<RetentionPreview> {
  const { retention } = await currentSettings()
  const days = given.days ?? retention.days
  const keepsTagged = given.keepsTagged ?? retention.keepsTagged
  const [due, lastRun] = await Promise.all([
    days === null ? { goes: { predictions: 0, bytes: 0 }, keptTagged: 0 } : readDue({ days, keepsTagged }),
    readLastRun(),
  ])
  return { days, keepsTagged, ...due, lastRun: lastRun && { ...lastRun, at: lastRun.at.toISOString() } }
}

/** @returns how many predictions have lost their files; null when it was not this process's turn, or results are kept for ever */
export async function applyRetention(isStopped: () => boolean): Promise<number | null> {
  if ((await currentSettings()).retention.days === null || !(await beginRun(HOUR))) return null
  let removed = 0
  for (let behind: DuePlace | null = null; ; ) {
    const { days, keepsTagged } = (await currentSettings()).retention
    const batch: DuePlace[] = days === null ? [] : await duePredictions({ days, keepsTagged }, behind, BATCH)
    for (const { id } of batch) {
      if (isStopped()) return removed
      const outcome = await removeOrLog(id)
      if (outcome === 'elsewhere') return removed
      if (outcome !== 'not due') removed += 1
    }
    behind = batch.at(-1) ?? null
    if (behind === null) break
  }
  if (removed > 0) log.info({ predictions: removed }, 'files of old results were removed under the retention rule')
  return removed
}

/** One that cannot be removed, because a result is being stored that shares its bytes for instance, waits for the next hour and holds up no other. */
async function removeOrLog(predictionId: string): ReturnType<typeof removeFiles> {
  try {
    return await removeFiles(predictionId)
  } catch (error) {
    log.warn({ prediction: predictionId, reason: error instanceof Error ? error.message : String(error) }, 'the files of an old result could not be removed; the next hour tries again')
    return 'not due'
  }
}
