import 'server-only'
// The files of a result as a ZIP has them: every stored file, the frozen input, and a record of scores and provenance that says when it is simulated.
import { zipSync } from 'fflate'
import type { Actor } from '@/lib/access/actor'
import { readArtifact } from '@/lib/artifacts/store'
import { Problem } from '@/lib/errors'
import { listFiles } from '@/lib/predictions/prediction-store'
import { removedWords } from '@/lib/predictions/retention-words'
import type { PredictionView } from '@/lib/predictions/schema'
import { viewPrediction } from '@/lib/predictions/service'

export type ArchiveEntry = { name: string; content: Uint8Array }

/** @throws Problem NOT_FOUND for strangers, CONFLICT while there is no result */
export async function archivePrediction(actor: Actor, id: string): Promise<{ name: string; content: Uint8Array<ArrayBuffer> }> {
  const view = await viewResult(actor, id)
  const entries: Record<string, Uint8Array> = {}
  for await (const { name, content } of filesOf(actor, view)) entries[name] = content
  return { name: `${plainName(view)}.zip`, content: new Uint8Array(zipSync(entries, { level: 6 })) }
}

/** The same in a folder of its own, for an archive of many. What was deleted or run again meanwhile is left out. */
export async function* archiveEntries(actor: Actor, id: string): AsyncGenerator<ArchiveEntry> {
  const view = await viewResult(actor, id).catch((error: unknown) => {
    if (error instanceof Problem && (error.code === 'NOT_FOUND' || error.code === 'CONFLICT')) return null
    throw error
  })
  if (view === null) return
  for await (const { name, content } of filesOf(actor, view)) yield { name: `${plainName(view)}-${id}/${name}`, content }
}

async function viewResult(actor: Actor, id: string): Promise<PredictionView> {
  const view = await viewPrediction(actor, id)
  if (view.result === null) throw new Problem('CONFLICT', 'There is no result to download yet.')
  return view
}

async function* filesOf(actor: Actor, view: PredictionView): AsyncGenerator<ArchiveEntry> {
  yield { name: 'input.yaml', content: bytes(view.yaml) }
  yield { name: 'prediction.json', content: bytes(JSON.stringify(record(view), null, 2)) }
  if (view.simulated) yield { name: 'SIMULATED.txt', content: bytes('These files come from the simulated worker. They have the form of a Boltz-2 result and are not a prediction.\n') }
  if (view.filesRemoved !== null) yield { name: 'FILES-REMOVED.txt', content: bytes(`${removedWords(view.filesRemoved)}\nprediction.json lists what they were.\n`) }
  for (const file of await listFiles(actor, view.id)) yield { name: `files/${file.name}`, content: await readArtifact(file.sha256) }
}

const plainName = ({ name, simulated }: PredictionView): string => `${name.replace(/[^\p{L}\p{N}._-]+/gu, '_').slice(0, 80)}${simulated ? '-SIMULATED' : ''}`

const bytes = (content: string): Uint8Array => new TextEncoder().encode(content)

function record({ id, name, simulated, status, filesRemoved, options, fingerprint, createdAt, endedAt, endpoint, attempts, result }: PredictionView) {
  const used = attempts.find((attempt) => attempt.current)
  return { id, name, simulated, status, createdAt, endedAt, options, fingerprint, endpoint, jobId: used?.jobId ?? null, workerId: used?.workerId ?? null, filesRemoved, result }
}
