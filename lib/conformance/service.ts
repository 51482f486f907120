import 'server-only'
// The conformance check: submits two predictions like any other, so that all that holds for predictions holds for them, and grades what came of them.
import { demand, type Actor } from '@/lib/access/actor'
import { permissionsOf } from '@/lib/access/permissions'
import { elapsed, MINUTE } from '@/lib/clock'
import { gradeCheck, type SeenJob } from '@/lib/conformance/grades'
import { STRUCTURE_JOB, WRONG_JOB, WRONG_YAML } from '@/lib/conformance/jobs'
import type { ConformanceCheck, ConformanceChecks, StartCheck } from '@/lib/conformance/schema'
import { createCheck, endCheck, readChecks, readSmallAnswer, type StoredCheck } from '@/lib/conformance/store'
import { WHO_MAY_CHECK } from '@/lib/conformance/words'
import { newId } from '@/lib/crypto'
import { databaseNow } from '@/lib/db'
import { Problem } from '@/lib/errors'
import { findByIdempotencyKey } from '@/lib/predictions/prediction-store'
import { isTerminal } from '@/lib/predictions/schema'
import { submitPrediction, viewPrediction } from '@/lib/predictions/service'
import { wherePredictionsRun } from '@/lib/predictions/where-they-run'
import { surveyAnswer } from '@/lib/results/survey-answer'

const MOST_SHOWN = 5
/** Both are submitted within a second of the check's row; what is not there by then will not come. */
const SUBMITTED_WITHIN_MS = MINUTE
/** The answer to the smallest job is a tenth of it. Up to here it is looked into in this process; the result itself is read apart, like all. */
const MOST_SURVEYED_BYTES = 1024 * 1024

const structureKey = (checkId: string): string => `${checkId}.structure`
const wrongInputKey = (checkId: string): string => `${checkId}.wrong-input`

/**
 * Sends both jobs to where predictions run now. They are predictions of the team that is shown: whoever only reads there starts none.
 * @throws Problem FORBIDDEN, CONFLICT while RunPod is half set up or another check is under way, TARGET_CHANGED
 */
export async function startCheck(actor: Actor, { target }: StartCheck): Promise<ConformanceCheck> {
  demandSubmitter(actor)
  const where = await wherePredictionsRun()
  if (where.kind === 'unconfigured') throw new Problem('CONFLICT', `${where.label}. Nothing was submitted.`)
  if (where.target !== target) throw new Problem('TARGET_CHANGED', 'Nothing was submitted; reload the page and decide again.')
  // What ended while nobody looked does not stand in the way.
  await listChecks(actor)
  const id = newId('check')
  await createCheck(actor, { id, target, endpoint: where.label })
  await submitPrediction(actor, { ...STRUCTURE_JOB, target }, structureKey(id))
  await submitPrediction(actor, { ...WRONG_JOB, target }, wrongInputKey(id), WRONG_YAML)
  const { items } = await listChecks(actor)
  return items.find((check) => check.id === id) ?? Promise.reject(new Error(`The check ${id} is gone.`))
}

function demandSubmitter(actor: Actor): void {
  if (!permissionsOf(actor.roles, null).has('predictions:submit')) throw new Problem('FORBIDDEN', WHO_MAY_CHECK)
  demand(actor, 'predictions:submit')
}

/** The newest, graded as far as they have come. */
export async function listChecks(actor: Actor): Promise<ConformanceChecks> {
  const [stored, now] = await Promise.all([readChecks(actor.teamId, MOST_SHOWN), databaseNow()])
  return { items: await Promise.all(stored.map((check) => checkView(actor, check, now))) }
}

async function checkView(actor: Actor, check: StoredCheck, now: Date): Promise<ConformanceCheck> {
  const { id, createdAt, by, target, endpoint, endedAt } = check
  const [structure, wrongInput] = await Promise.all([jobOf(actor, structureKey(id)), jobOf(actor, wrongInputKey(id))])
  const isYoung = elapsed(createdAt, now) < SUBMITTED_WITHIN_MS
  const hasEnded = [structure, wrongInput].every((job) => (job === null ? !isYoung : isTerminal(job.view.status)))
  const known = ({ id, at: createdAt.toISOString(), by, target, endpoint, predictions: { structure: structure?.id ?? null, wrongInput: wrongInput?.id ?? null } })
  if (endedAt !== null && check.items !== null) return { ...known, ended: true, items: check.items }
  const items = gradeCheck({ structure: structure ?? (isYoung ? 'waiting' : null), wrongInput: wrongInput ?? (isYoung ? 'waiting' : null) })
  if (hasEnded) await endCheck(id, items)
  return { ...known, ended: hasEnded, items }
}

/** null: never submitted, or deleted. */
async function jobOf(actor: Actor, key: string): Promise<(SeenJob & { id: string }) | null> {
  const known = await findByIdempotencyKey(actor.teamId, key)
  if (known === null || known.deleted) return null
  const view = await viewPrediction(actor, known.id)
  const raw = isTerminal(view.status) ? await readSmallAnswer(known.id, MOST_SURVEYED_BYTES) : null
  return { id: known.id, view, survey: raw && surveyAnswer(raw) }
}
