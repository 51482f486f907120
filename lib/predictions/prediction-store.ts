import 'server-only'
// Rows of predictions as people make, read and change them. Everything is looked up within the actor's team: strangers find nothing.
import type { Actor } from '@/lib/access/actor'
import type { AuditDetail } from '@/lib/audit/schema'
import { writeAuditLine } from '@/lib/audit/store'
import type { AuditVerb } from '@/lib/audit/verbs'
import type { FrozenOptions } from '@/lib/compute/options'
import { database, databaseNow, jsonColumn, notify, type Transaction } from '@/lib/db'
import { notFound, Problem } from '@/lib/errors'
import type { Prisma } from '@/lib/generated/prisma/client'
import { later } from '@/lib/clock'
import { NEVER_SUBMITTED_AFTER_MS } from '@/lib/predictions/deadlines'
import { writeEvent, type EventKind } from '@/lib/predictions/event-store'
import { sequencesSentTo } from '@/lib/predictions/msa-choice'
import { readPageRows } from '@/lib/predictions/list-store'
import { readPresent, type Present } from '@/lib/predictions/present'
import { routeFactsOf } from '@/lib/predictions/route-facts'
import type { ListPredictions } from '@/lib/predictions/list-schema'
import type { FilesRemoved, PredictionPage, PredictionStatus, PredictionSummary, PredictionView } from '@/lib/predictions/schema'
import { filesRemovedOf, removedWords } from '@/lib/predictions/retention-words'
import { crashPoint } from '@/lib/test-switches'
import { readSummaryRows } from '@/lib/predictions/summary-store'
import { predictionSummary, predictionView, VIEW_INCLUDE, type SummaryRow, type Surroundings } from '@/lib/predictions/views'

export type NewPrediction = Pick<
  Prisma.PredictionUncheckedCreateInput,
  'id' | 'name' | 'target' | 'yaml' | 'fingerprint' | 'composition' | 'ligands' | 'tokens' | 'affinityRequested' | 'estimateSeconds' | 'executionTimeoutMs' | 'ttlMs' | 'idempotencyKey' | 'idempotencyDigest'
> & { complex: object; options: FrozenOptions }

/** T1: prediction, first event, audit line and wake-up in one transaction. */
export async function createPrediction(actor: Actor, prediction: NewPrediction): Promise<void> {
  await database().$transaction(async (transaction) => {
    const now = await databaseNow(transaction)
    const { complex, options, ...rest } = prediction
    await transaction.prediction.create({
      data: {
        ...rest,
        complex: jsonColumn(complex),
        options: jsonColumn(options),
        teamId: actor.teamId,
        ownerId: actor.personId,
        status: 'QUEUED',
        simulated: rest.target === 'simulated',
        createdAt: now,
        updatedAt: now,
        nextCheckAt: later(now, NEVER_SUBMITTED_AFTER_MS),
      },
    })
    await writeEvent(transaction, { predictionId: rest.id, teamId: actor.teamId, kind: 'accepted', to: 'QUEUED', message: 'Accepted by Atomera.', at: now })
    const facts = { target: rest.target, composition: rest.composition, tokens: rest.tokens, sequencesSentTo: sequencesSentTo(options, rest.target) }
    await writeAuditLine(transaction, { actor, verb: 'submitted', subject: rest.id, subjectName: rest.name, detail: { facts }, at: now })
    await notify(transaction, 'atomera_work', rest.id)
    crashPoint('beforeT1Commits')
  })
  crashPoint('afterT1')
}

/** What the person submitted before under the same key in the same team. */
export async function findByIdempotencyKey({ teamId, personId }: Pick<Actor, 'teamId' | 'personId'>, key: string): Promise<{ id: string; digest: string | null; deleted: boolean } | null> {
  const row = await database().prediction.findUnique({ where: { teamId_ownerId_idempotencyKey: { teamId, ownerId: personId, idempotencyKey: key } }, select: { id: true, idempotencyDigest: true, deletedAt: true } })
  return row && { id: row.id, digest: row.idempotencyDigest, deleted: row.deletedAt !== null }
}

/** Whether the actor's team has this prediction. */
export const isVisibleTo = async (actor: Actor, id: string): Promise<boolean> => (await database().prediction.count({ where: { id, teamId: actor.teamId, deletedAt: null } })) > 0

/** Whether a prediction with this id was committed. */
export const isStored = async (id: string): Promise<boolean> => (await database().prediction.count({ where: { id } })) > 0

async function surroundings(present: Present, endpointRefs: readonly string[]): Promise<Surroundings> {
  const { chosen, now } = present
  const known = new Map(await Promise.all([...new Set(endpointRefs)].map(async (id) => [id, await present.waitedFor(id)] as const)))
  return {
    now,
    route: routeFactsOf(present),
    ...(chosen.kind === 'unconfigured'
      ? { where: { target: 'real', trouble: chosen.trouble }, current: null }
      : { where: { target: chosen.target, trouble: null }, current: await present.waitedFor(chosen.id) }),
    endpoint: (id) => known.get(id) ?? null,
  }
}

async function summariesOf(rows: readonly SummaryRow[], present: Present): Promise<PredictionSummary[]> {
  const around = await surroundings(present, rows.flatMap((row) => row.attempts.map((attempt) => attempt.endpointRef)))
  return rows.map((row) => predictionSummary(row, around))
}

/** One page of the team's predictions. */
export async function readPage(actor: Actor, query: ListPredictions): Promise<PredictionPage> {
  const [{ rows, nextCursor }, present] = await Promise.all([readPageRows(actor, query), readPresent()])
  return { items: await summariesOf(rows, present), nextCursor }
}

/** Summaries of the named predictions that are not deleted. */
export async function readSummaries(teamId: string, ids: readonly string[]): Promise<Map<string, PredictionSummary>> {
  const [rows, present] = await Promise.all([readSummaryRows(teamId, ids), readPresent()])
  return new Map((await summariesOf(rows, present)).map((summary) => [summary.id, summary]))
}

/** @throws Problem NOT_FOUND for strangers and for what was deleted */
export async function readView(actor: Actor, id: string): Promise<PredictionView> {
  const reading = database().prediction.findFirst({ where: { id, teamId: actor.teamId, deletedAt: null }, include: VIEW_INCLUDE })
  const [row, present] = await Promise.all([reading, readPresent()])
  if (row === null) throw notFound('prediction')
  return predictionView(row, await surroundings(present, row.attempts.map((attempt) => attempt.endpointRef)))
}

export type LockedPrediction = Prisma.PredictionGetPayload<{ include: { attempts: { omit: { rawAnswer: true } } } }>

type Deed = {
  verb: AuditVerb
  event: { kind: EventKind; to?: PredictionStatus; message: string; attempt?: number }
  /** A change of the state is added to it. */
  detail?: AuditDetail
}

export type Change = Deed & {
  changes: Prisma.PredictionUncheckedUpdateInput
  /** Done in the same change, with an event and an audit line of its own. */
  also?: Deed
  /** The reconciler should look at once. */
  wake: boolean
}

/**
 * Changes a prediction on behalf of a person: its row is locked, `decide` sees it and says what to write (or throws a Problem, or
 * returns null when there is nothing to do), and event, audit line and wake-up are written with it.
 */
export async function changePrediction(
  actor: Actor,
  id: string,
  decide: (row: LockedPrediction, now: Date, transaction: Transaction) => Change | null | Promise<Change | null>,
): Promise<void> {
  await database().$transaction(async (transaction) => {
    await transaction.$executeRaw`SELECT id FROM prediction WHERE id = ${id} FOR UPDATE`
    const row = await transaction.prediction.findFirst({ where: { id, teamId: actor.teamId, deletedAt: null }, include: { attempts: { omit: { rawAnswer: true } } } })
    if (row === null) throw notFound('prediction')
    const now = await databaseNow(transaction)
    const change = await decide(row, now, transaction)
    if (change === null) return
    const due = change.wake ? { nextCheckAt: now } : {}
    await transaction.prediction.update({ where: { id }, data: { ...change.changes, ...due, version: { increment: 1 }, updatedAt: now } })
    for (const deed of [change, ...(change.also === undefined ? [] : [change.also])]) {
      const from = deed.event.to === undefined ? null : (row.status as PredictionStatus)
      await writeEvent(transaction, { predictionId: id, teamId: actor.teamId, from, ...deed.event, at: now })
      await writeAuditLine(transaction, { actor, verb: deed.verb, subject: id, subjectName: row.name, detail: auditDetail(row, deed), at: now })
    }
    if (change.wake) await notify(transaction, 'atomera_work', id)
  })
}

/** What a person changed, the state among it. */
function auditDetail({ status }: LockedPrediction, { event, detail = {} }: Deed): AuditDetail {
  return event.to === undefined ? detail : { ...detail, changes: { state: { from: status, to: event.to }, ...detail.changes } }
}

/** A file of a result: name, hash of its bytes, type, and whether a simulation made it. */
export type StoredFile = { name: string; sha256: string; mediaType: string; simulated: boolean }

/** The bytes' hash and type of a file of the prediction's current result. @throws Problem NOT_FOUND, FILES_REMOVED */
export async function findFile(actor: Actor, id: string, name: string): Promise<StoredFile> {
  const { files, removed } = await currentFiles(actor, id)
  const file = files.find((one) => one.name === name)
  if (file !== undefined) return file
  throw removed === null ? notFound('file') : new Problem('FILES_REMOVED', removedWords(removed))
}

/** All files of the prediction's current result; none when they were removed. @throws Problem NOT_FOUND for strangers */
export const listFiles = async (actor: Actor, id: string): Promise<StoredFile[]> => (await currentFiles(actor, id)).files

async function currentFiles(actor: Actor, id: string): Promise<{ files: StoredFile[]; removed: FilesRemoved | null }> {
  const row = await database().prediction.findFirst({ where: { id, teamId: actor.teamId, deletedAt: null }, select: { status: true, currentAttemptId: true, simulated: true } })
  if (row === null) throw notFound('prediction')
  if (row.status !== 'COMPLETED' || row.currentAttemptId === null) return { files: [], removed: null }
  const files = { select: { name: true, sha256: true, mediaType: true }, orderBy: { name: 'asc' } } as const
  const attempt = await database().attempt.findUniqueOrThrow({ where: { id: row.currentAttemptId }, select: { filesRemovedAt: true, filesRemovedAfterDays: true, files } })
  return { files: attempt.files.map((file) => ({ ...file, simulated: row.simulated })), removed: filesRemovedOf(attempt) }
}
