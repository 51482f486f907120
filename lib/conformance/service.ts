import 'server-only'
// The conformance check: submits two predictions like any other, so that all that holds for predictions holds for them, and grades what came of them.
import { demand, type Actor } from '@/lib/access/actor'
import { permissionsOf } from '@/lib/access/permissions'
import { elapsed, MINUTE } from '@/lib/clock'
import { gradeCheck, MOST_SURVEYED_BYTES, type SeenJob } from '@/lib/conformance/grades'
import { STRUCTURE_JOB, WRONG_JOB, WRONG_YAML } from '@/lib/conformance/jobs'
import type { ConformanceCheck, ConformanceChecks, StartCheck } from '@/lib/conformance/schema'
import { createCheck, endCheck, readChecks, readAnswerUpTo, type StoredCheck } from '@/lib/conformance/store'
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

const structureKey = (checkId: string): string => `${checkId}.structure`
const wrongInputKey = (checkId: string): string => `${checkId}.wrong-input`

/**
 * Sends both jobs to where predictions run now. They are predictions of the team that is shown: whoever only reads there starts none.
 * @throws Problem FORBIDDEN, CONFLICT while RunPod is half set up, while own workers stand in for it or another check is under way, TARGET_CHANGED
 */
export async function startCheck(actor: Actor, { target }: StartCheck): Promise<ConformanceCheck> {
  demandSubmitter(actor)
  const where = await wherePredictionsRun()
  if (where.kind === 'unconfigured') throw new Problem('CONFLICT', `${where.label}. Nothing was submitted.`)
  if (where.standsIn) throw new Problem('CONFLICT', `Nothing was submitted: it would not be ${where.label} that answers. ${where.problem?.message ?? ''} ${where.problem?.cure ?? ''}`.trim())
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
  const submitter = { teamId: actor.teamId, personId: check.runById }
  const predictions = { structure: await predictionOf(submitter, structureKey(id)), wrongInput: await predictionOf(submitter, wrongInputKey(id)) }
  const known = { id, at: createdAt.toISOString(), by, target, endpoint, predictions }
  if (endedAt !== null && check.items !== null) return { ...known, ended: true, items: check.items }
  const [structure, wrongInput] = await Promise.all([jobOf(actor, predictions.structure), jobOf(actor, predictions.wrongInput)])
  const isYoung = elapsed(createdAt, now) < SUBMITTED_WITHIN_MS
  const hasEnded = [structure, wrongInput].every((job) => (job === null ? !isYoung : isTerminal(job.view.status)))
  const items = gradeCheck(endpoint, { structure: structure ?? (isYoung ? 'waiting' : null), wrongInput: wrongInput ?? (isYoung ? 'waiting' : null) })
  if (hasEnded) await endCheck(id, items)
  return { ...known, ended: hasEnded, items }
}

/** null: never submitted, or deleted. */
async function predictionOf(submitter: Pick<Actor, 'teamId' | 'personId'>, key: string): Promise<string | null> {
  const known = await findByIdempotencyKey(submitter, key)
  return known === null || known.deleted ? null : known.id
}

async function jobOf(actor: Actor, id: string | null): Promise<SeenJob | null> {
  if (id === null) return null
  const view = await viewPrediction(actor, id)
  const { bytes, raw } = isTerminal(view.status) ? await readAnswerUpTo(id, MOST_SURVEYED_BYTES) : { bytes: null, raw: null }
  return { view, bytes, survey: raw && surveyAnswer(raw) }
}
