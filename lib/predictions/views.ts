// From rows to what is shown: the one place where a prediction's views are built. Pure.
import { Complex } from '@/lib/complexes/schema'
import { isoOrNull } from '@/lib/clock'
import { WorkerProgress } from '@/lib/compute/contract'
import { FrozenOptions } from '@/lib/compute/options'
import type { Prisma } from '@/lib/generated/prisma/client'
import { eventView } from '@/lib/predictions/event-view'
import { failureView, isFailureCode } from '@/lib/predictions/failures'
import { chooseRoute, isUnavailable, UNAVAILABLE_WORDS, type RouteFacts, type Unavailable } from '@/lib/predictions/choose-route'
import { endpointLabel } from '@/lib/predictions/endpoint-label'
import { sequencesSentTo } from '@/lib/predictions/msa-choice'
import { noticeOf, type WaitedFor, type WaitingFor } from '@/lib/predictions/notices'
import { filesRemovedOf } from '@/lib/predictions/retention-words'
import { remediesOf } from '@/lib/predictions/remedies'
import { AttemptState, isTerminal, PredictionStatus, Target, type AttemptView, type EndpointView, type PredictionError, type PredictionSummary, type PredictionView, type ResultView } from '@/lib/predictions/schema'
import { ResultSummary } from '@/lib/results/schema'

const TAGS = { orderBy: { key: 'asc' }, select: { name: true } } as const

export const VIEW_INCLUDE = {
  owner: true,
  tags: TAGS,
  attempts: { orderBy: { number: 'asc' }, omit: { rawAnswer: true }, include: { endpoint: true, result: true } },
  events: { orderBy: { seq: 'desc' }, take: 500 },
} as const satisfies Prisma.PredictionInclude

export type ViewRow = Prisma.PredictionGetPayload<{ include: typeof VIEW_INCLUDE }>
type ViewAttempt = ViewRow['attempts'][number]

/** What a summary tells and is told from; the rest may be long. */
export type SummaryRow = Pick<
  ViewRow,
  | 'id' | 'name' | 'status' | 'version' | 'target' | 'simulated' | 'tokens' | 'composition' | 'ligands' | 'note' | 'complete' | 'options' | 'remark'
  | 'confidenceScore' | 'affinityValue' | 'affinityProbability' | 'affinityRequested' | 'failureCode' | 'failureReported' | 'currentAttemptId'
  | 'cancelWishedAt' | 'createdAt' | 'submittedAt' | 'startedAt' | 'endedAt' | 'tags'
> & { owner: Pick<ViewRow['owner'], 'id' | 'name'>; attempts: AttemptRow[] }

type AttemptRow = Pick<
  ViewAttempt,
  | 'id' | 'number' | 'state' | 'outcome' | 'progress' | 'progressAt' | 'endpointRef' | 'fallbackReason' | 'filesRemovedAt' | 'filesRemovedAfterDays'
  | 'notFoundSince' | 'notFoundCount' | 'cancelAnsweredAt' | 'submittedAt' | 'firstRunningAt' | 'lastAnswerAt' | 'lastStatus' | 'unansweredCount' | 'uploadSoughtSince'
>

/** What the view of a prediction depends on besides its own rows. */
export type Surroundings = {
  now: Date
  where: WaitingFor['where']
  route: RouteFacts
  /** Endpoint of new submits, for predictions that have no attempt yet. */
  current: WaitedFor | null
  /** By its reference. */
  endpoint(endpointRef: string): WaitedFor | null
}

const currentAttempt = <Attempt extends AttemptRow>(row: { attempts: Attempt[]; currentAttemptId: string | null }): Attempt | null => row.attempts.find((attempt) => attempt.id === row.currentAttemptId) ?? null

const errorOf = (code: string | null, reported: string | null): PredictionError | null =>
  code !== null && isFailureCode(code) ? failureView(code, reported) : null

function progressOf(attempt: AttemptRow | null, status: PredictionStatus): PredictionSummary['progress'] {
  if (attempt === null || attempt.progressAt === null || status !== 'IN_PROGRESS') return null
  const progress = WorkerProgress.safeParse(attempt.progress)
  if (!progress.success) return null
  const { stage, fraction, message } = progress.data
  return { stage, fraction: fraction ?? null, message: message ?? null, at: attempt.progressAt.toISOString() }
}

/** A finished result that is not in use and has its files: of another attempt, or of the current one that finished after the prediction had ended. */
const hasOfferedResult = (row: SummaryRow, attempt: AttemptRow): boolean =>
  attempt.outcome === 'COMPLETED' && attempt.filesRemovedAt === null && (attempt.id !== row.currentAttemptId || row.status !== 'COMPLETED')

/** Of the result that is shown. */
function filesRemoved(row: SummaryRow): PredictionSummary['filesRemoved'] {
  const attempt = row.status === 'COMPLETED' ? currentAttempt(row) : null
  return attempt && filesRemovedOf(attempt)
}

function waitingFor(row: SummaryRow, status: PredictionStatus, surroundings: Surroundings): WaitingFor {
  const attempt = currentAttempt(row)
  return {
    status,
    target: Target.parse(row.target),
    tokens: row.tokens,
    cancelWishedAt: row.cancelWishedAt,
    remark: row.remark,
    resultOffered: row.attempts.some((other) => hasOfferedResult(row, other)),
    current: attempt && { ...attempt, state: AttemptState.parse(attempt.state), fallbackReason: fallbackReason(attempt) },
    unknownElsewhere: row.attempts.some((other) => other.id !== row.currentAttemptId && other.state === 'SUBMIT_UNKNOWN'),
    endpoint: attempt === null || status === 'QUEUED' ? surroundings.current : surroundings.endpoint(attempt.endpointRef),
    where: surroundings.where,
    route: chooseRoute(surroundings.route, row.tokens),
    standInTokens: surroundings.route.standIn?.maxTokens ?? null,
    mostTokens: surroundings.route.mostTokens,
  }
}

export function predictionSummary(row: SummaryRow, surroundings: Surroundings): PredictionSummary {
  const status = PredictionStatus.parse(row.status)
  return {
    id: row.id,
    name: row.name,
    status,
    version: row.version,
    target: Target.parse(row.target),
    simulated: row.simulated,
    owner: { id: row.owner.id, name: row.owner.name },
    tokens: row.tokens,
    composition: row.composition,
    ligands: row.ligands === '' ? [] : row.ligands.split('\n'),
    tags: row.tags.map((tag) => tag.name),
    note: row.note,
    complete: row.complete,
    confidence_score: row.confidenceScore,
    affinity_pred_value: row.affinityValue,
    affinity_probability_binary: row.affinityProbability,
    affinityRequested: row.affinityRequested,
    sequencesSentTo: sequencesSentTo(FrozenOptions.parse(row.options), row.target),
    filesRemoved: filesRemoved(row),
    progress: progressOf(currentAttempt(row), status),
    notice: noticeOf(waitingFor(row, status, surroundings), surroundings.now),
    error: errorOf(row.failureCode, row.failureReported),
    cancelWishedAt: isoOrNull(row.cancelWishedAt),
    createdAt: row.createdAt.toISOString(),
    submittedAt: isoOrNull(row.submittedAt),
    startedAt: isoOrNull(row.startedAt),
    endedAt: isoOrNull(row.endedAt),
  }
}

const fallbackReason = ({ fallbackReason: reason }: AttemptRow): Unavailable | null => (isUnavailable(reason) ? reason : null)

const endpointKind = (kind: string): 'runpod' | 'local' => (kind === 'local' ? 'local' : 'runpod')

function endpointView(attempt: ViewAttempt): EndpointView {
  const kind = endpointKind(attempt.endpoint.kind)
  const { endpointId } = attempt.endpoint
  const reason = fallbackReason(attempt)
  const why = reason === null ? 'As the settings say.' : `Because ${UNAVAILABLE_WORDS[reason]}.`
  return { kind, endpointId, label: endpointLabel({ kind, endpointId }), why }
}

function attemptView(row: ViewRow, attempt: ViewAttempt): AttemptView {
  return {
    number: attempt.number,
    state: AttemptState.parse(attempt.state),
    outcome: attempt.outcome,
    current: attempt.id === row.currentAttemptId,
    resultOffered: hasOfferedResult(row, attempt),
    endpoint: endpointView(attempt),
    jobId: attempt.jobId,
    callingAt: isoOrNull(attempt.callingAt),
    submittedAt: isoOrNull(attempt.submittedAt),
    firstRunningAt: isoOrNull(attempt.firstRunningAt),
    endedAt: isoOrNull(attempt.endedAt),
    delayTimeMs: attempt.delayTimeMs,
    executionTimeMs: attempt.executionTimeMs,
    workerId: attempt.workerId,
    retries: attempt.retries,
    error: errorOf(attempt.failureCode, attempt.failureReported),
  }
}

/** Address of a stored file of a prediction's current result. */
export const fileUrl = (predictionId: string, name: string): string => `/api/v1/predictions/${predictionId}/files/${encodeURIComponent(name)}`

function resultView(row: ViewRow, status: PredictionStatus): ResultView | null {
  const stored = status === 'COMPLETED' ? row.attempts.find((attempt) => attempt.id === row.currentAttemptId)?.result : null
  if (!stored) return null
  const summary = ResultSummary.parse(stored.summary)
  const files = summary.files.map((file) => ({ ...file, url: fileUrl(row.id, file.name) }))
  const samples = summary.samples.map((sample) => ({ ...sample, files: files.filter((file) => file.sampleIndex === sample.index) }))
  return { ...summary, samples, files }
}

function actionsOf(row: ViewRow, status: PredictionStatus): PredictionView['actions'] {
  const current = currentAttempt(row)
  const unknown = current?.state === 'SUBMIT_UNKNOWN'
  const ended = isTerminal(status)
  return [
    ...(!ended && row.cancelWishedAt === null ? (['cancel'] as const) : []),
    ...((ended && status !== 'COMPLETED') || unknown ? (['retry'] as const) : []),
    'clone', 'rename', 'delete',
  ]
}

export function predictionView(row: ViewRow, surroundings: Surroundings): PredictionView {
  const status = PredictionStatus.parse(row.status)
  const attempt = currentAttempt(row)
  const options = FrozenOptions.parse(row.options)
  return {
    ...predictionSummary(row, surroundings),
    generation: row.generation,
    endpoint: attempt && endpointView(attempt),
    complex: Complex.parse(row.complex),
    yaml: row.yaml,
    options,
    fingerprint: row.fingerprint,
    estimateSeconds: row.estimateSeconds,
    executionTimeoutMs: row.executionTimeoutMs,
    ttlMs: row.ttlMs,
    attempts: row.attempts.map((attempt) => attemptView(row, attempt)),
    events: [...row.events].reverse().map(eventView),
    result: resultView(row, status),
    actions: actionsOf(row, status),
    remedies: row.failureCode !== null && isFailureCode(row.failureCode) ? remediesOf(row.failureCode, options) : [],
  }
}
