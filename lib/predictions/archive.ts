import 'server-only'
// One ZIP of a result: every stored file, the frozen input, and a record of scores and provenance that says when it is simulated.
import { zipSync } from 'fflate'
import type { Actor } from '@/lib/access/actor'
import { readArtifact } from '@/lib/artifacts/store'
import { Problem } from '@/lib/errors'
import { listFiles } from '@/lib/predictions/prediction-store'
import type { PredictionView } from '@/lib/predictions/schema'
import { viewPrediction } from '@/lib/predictions/service'

/** @throws Problem NOT_FOUND for strangers, CONFLICT while there is no result */
export async function archivePrediction(actor: Actor, id: string): Promise<{ name: string; content: Uint8Array<ArrayBuffer> }> {
  const view = await viewPrediction(actor, id)
  if (view.result === null) throw new Problem('CONFLICT', 'There is no result to download yet.')
  const files = await listFiles(actor, id)
  const entries: Record<string, Uint8Array> = { 'input.yaml': text(view.yaml), 'prediction.json': text(JSON.stringify(record(view), null, 2)) }
  if (view.simulated) entries['SIMULATED.txt'] = text('These files come from the simulated worker. They have the form of a Boltz-2 result and are not a prediction.\n')
  for (const file of files) entries[`files/${file.name}`] = await readArtifact(file.sha256)
  const simulated = view.simulated ? '-SIMULATED' : ''
  return { name: `${view.name.replace(/[^\p{L}\p{N}._-]+/gu, '_').slice(0, 80)}${simulated}.zip`, content: new Uint8Array(zipSync(entries, { level: 6 })) }
}

const text = (content: string): Uint8Array => new TextEncoder().encode(content)

function record({ id, name, simulated, status, options, fingerprint, createdAt, endedAt, endpoint, attempts, result }: PredictionView) {
  const used = attempts.find((attempt) => attempt.current)
  return { id, name, simulated, status, createdAt, endedAt, options, fingerprint, endpoint, jobId: used?.jobId ?? null, workerId: used?.workerId ?? null, result }
}
