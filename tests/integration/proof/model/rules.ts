// What only a model can see: how the rows before a step and after it belong together, and with what the endpoints know. Each rule names itself.
import type { Accepted } from './endpoint'
import type { AttemptRow, PredictionRow, Snapshot } from './snapshot'
import type { Turn } from './turns'

/** Who has just done something. */
export type Deed = { turn: Turn | null; click: { verb: string; predictionId: string; accepts: boolean } | null; isForged: boolean }

type Scene = { before: Snapshot; after: Snapshot; deed: Deed; now: number; isAlive(holder: number): boolean; window(endpointRef: string): number; mayHandOver(endpointRef: string): boolean }

const ENDS = new Set(['COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT'])
const OUT = new Set(['SUBMITTING', 'IN_QUEUE', 'IN_PROGRESS'])
export const isEnd = (status: string): boolean => ENDS.has(status)

export function brokenBetween(scene: Scene): string[] {
  const { before, after, deed } = scene
  const broken: string[] = []
  for (const row of after.predictions.values()) {
    const old = before.predictions.get(row.id)
    if (old !== undefined) broken.push(...ofPrediction(scene, old, row))
  }
  for (const row of after.attempts.values()) {
    const old = before.attempts.get(row.id)
    if (old !== undefined) broken.push(...ofAttempt(scene, old, row))
    if (row.tries > (old?.tries ?? 0)) broken.push(...ofHandOver(scene, row))
  }
  if (deed.isForged && JSON.stringify([...before.attempts, ...before.predictions]) !== JSON.stringify([...after.attempts, ...after.predictions])) broken.push('a webhook with a wrong token changes nothing')
  return broken
}

function* ofPrediction({ before, after, deed, now, isAlive }: Scene, old: PredictionRow, row: PredictionRow): Generator<string> {
  const moved = row.status !== old.status
  const isClicked = deed.click?.predictionId === row.id
  if (moved && isEnd(old.status) && !isClicked) yield `an end is left by persons only: ${old.status} to ${row.status}`
  if (row.generation !== old.generation && !(isClicked && row.generation === old.generation + 1)) yield 'a generation is asked for by a person'
  if (moved && row.version <= old.version) yield 'a version rises with every change of state'
  if (row.target !== old.target) yield 'a target never changes'
  if (row.fence > old.fence && row.holder !== null && old.holder !== null && old.leaseUntil !== null && old.leaseUntil > now) {
    const isSubmitting = [...before.attempts.values()].some((attempt) => attempt.predictionId === row.id && attempt.state === 'SUBMITTING')
    if (isAlive(old.holder) || isSubmitting) yield 'no two holders of a lease at once'
  }
  const claim = deed.turn?.claim ?? null
  // That a request was wrong is known to whoever sent it, whatever others have claimed meanwhile.
  const isProof = deed.turn?.verb === 'handOver' && row.status === 'FAILED' && row.failureCode?.startsWith('REQUEST') === true
  if (claim !== null && claim.predictionId === row.id && claim.fence !== old.fence && !isProof && (moved || row.failureCode !== old.failureCode)) {
    yield `a stale claim moves nothing: ${old.status} to ${row.status}`
  }
  if ((row.holder === null) !== (row.leaseUntil === null)) yield 'a lease has a holder and an end'
  if (row.next === null && row.holder === null && (!isEnd(row.status) || [...after.attempts.values()].some((attempt) => attempt.predictionId === row.id && !attempt.ended))) yield 'what lives is due'
  const open = [...before.attempts.values()].some((attempt) => attempt.predictionId === row.id && !attempt.ended)
  if (isClicked && deed.click?.verb === 'again' && row.generation > old.generation && open && !deed.click.accepts) yield 'only who accepts it is billed twice'
}

function* ofAttempt({ before, deed, now }: Scene, old: AttemptRow, row: AttemptRow): Generator<string> {
  if (old.jobId !== null && row.jobId !== old.jobId) yield 'a paid job is not forgotten'
  if (old.callingAt !== null && row.endpointRef !== old.endpointRef) yield 'an attempt keeps its endpoint'
  if (old.ended && (row.outcome !== old.outcome || !row.ended) && !(old.jobId === null && row.jobId !== null)) yield `an ended attempt stays ended: ${old.outcome} to ${row.outcome}`
  if (old.state === 'COLLECTING' && (row.state === 'IN_QUEUE' || row.state === 'IN_PROGRESS')) yield 'COMPLETED once seen is not undone'
  const sameRun = old.seq !== null && row.seq !== null && old.workerId === row.workerId && (old.retries ?? 0) === (row.retries ?? 0)
  if (sameRun && (row.seq ?? 0) < (old.seq ?? 0)) yield `progress does not go back: ${old.seq} to ${row.seq}`
  const owner = before.predictions.get(row.predictionId)
  const claim = deed.turn?.verb === 'look' ? deed.turn.claim : null
  if (claim !== null && claim.predictionId === row.predictionId && owner?.fence !== claim.fence && row.ended && !old.ended && row.outcome !== 'VOID') yield 'a stale claim ends nothing'
  if (old.state !== 'SUBMITTING' && row.state === 'SUBMITTING' && row.callingAt !== now) yield 'a call is written down when it begins'
}

function* ofHandOver({ after, mayHandOver, window }: Scene, row: AttemptRow): Generator<string> {
  if (!mayHandOver(row.endpointRef)) yield 'after an unknown submit nothing is handed over until the endpoint shows health'
  const out = [...after.attempts.values()].filter((one) => one.endpointRef === row.endpointRef && !one.ended && (OUT.has(one.state) || (one.state === 'PREPARED' && after.predictions.get(one.predictionId)?.holder !== null)))
  if (out.length > window(row.endpointRef)) yield `no more is out than the window: ${out.length} of ${window(row.endpointRef)}`
}

/** What the ledger of the endpoints says beside the rows. */
export function brokenInLedger(ledger: readonly Accepted[], after: Snapshot, yamlOf: ReadonlyMap<string, string>): string[] {
  const broken: string[] = []
  const taken = new Set<string>()
  for (const line of ledger) {
    if (taken.has(line.attemptId)) broken.push(`at most one accepted /run per attempt: ${line.attemptId}`)
    taken.add(line.attemptId)
    const attempt = after.attempts.get(line.attemptId)
    if (attempt === undefined) broken.push('what an endpoint took has its row')
    else if (attempt.endpointRef !== line.endpoint) broken.push('an attempt is at the endpoint that took it')
    if (attempt?.sentInputSha256 !== line.inputSha256) broken.push('what arrived is what was written down')
    if (yamlOf.get(line.predictionId) !== line.yamlSha256) broken.push('what was sent is what was accepted, byte for byte')
  }
  return broken
}
