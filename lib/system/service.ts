import 'server-only'
// How the installation does: one answer for the admin's page and for scripts. It reads what is written anyway and calls no endpoint.
import type { Actor } from '@/lib/access/actor'
import { isoOrNull, later, DAY, MINUTE } from '@/lib/clock'
import { readHealthBins, type HealthBin } from '@/lib/compute/health-sample-store'
import { readDeployment } from '@/lib/compute/endpoint-store'
import { workerTrouble } from '@/lib/compute/diagnosis'
import { RunPodHealth, toldWorkers } from '@/lib/compute/wire'
import { databaseNow } from '@/lib/db'
import { recentFaults } from '@/lib/recent-faults'
import { endpointLabel } from '@/lib/predictions/endpoint-label'
import { failureView, isFailureCode } from '@/lib/predictions/failures'
import { readProcesses } from '@/lib/predictions/process-store'
import { PredictionStatus } from '@/lib/predictions/schema'
import { readCommit } from '@/lib/system/commit'
import { readFreeDisk } from '@/lib/system/disk'
import type { HealthSpan, HealthView, SystemView } from '@/lib/system/schema'
import * as store from '@/lib/system/store'
import { version } from '@/package.json'

const SPANS: Record<HealthSpan, { spanMs: number; binMs: number }> = {
  '24h': { spanMs: DAY, binMs: 10 * MINUTE },
  '7d': { spanMs: 7 * DAY, binMs: 60 * MINUTE },
}
const FAILURES_DAYS = 7
const MOST_TABLES = 8

export async function viewSystem(actor: Actor, span: HealthSpan): Promise<SystemView> {
  const now = await databaseNow()
  const postgres = await store.readPostgres()
  const [reconciler, predictions, health, failures, versions, disk] = await Promise.all([
    viewReconciler(actor), viewPredictions(actor), viewHealth(span, now), viewFailures(actor), viewVersions(postgres.version), viewDisk(postgres.bytes),
  ])
  const faults = recentFaults().map((fault) => ({ ...fault, at: fault.at.toISOString() }))
  return { at: now.toISOString(), reconciler, predictions, health, failures, faults, versions, disk }
}

type Named = SystemView['failures'][number]['newest']

const named = (actor: Actor, { id, name, team, teamId }: store.NamedRow): Named => ({ id, name, team, url: teamId === actor.teamId ? `/predictions/${id}` : null })

async function readNamed(actor: Actor, id: string | null): Promise<Named | null> {
  const row = id === null ? null : await store.readNamed(id)
  return row && named(actor, row)
}

async function viewReconciler(actor: Actor): Promise<SystemView['reconciler']> {
  const [{ overdue, inHand, ms, id }, processes] = await Promise.all([store.readOverdue(), readProcesses()])
  return {
    overdue, inHand,
    mostOverdueMs: Math.max(0, Math.round(ms ?? 0)),
    mostOverdue: await readNamed(actor, overdue > 0 ? id : null),
    processes: processes.map((one) => ({ ...one, startedAt: one.startedAt.toISOString(), toldAt: one.toldAt.toISOString(), roundAt: isoOrNull(one.roundAt) })),
  }
}

async function viewPredictions(actor: Actor): Promise<SystemView['predictions']> {
  const [rows, oldest] = await Promise.all([store.countByState(), store.readOldestWaiting()])
  return {
    byState: PredictionStatus.options.map((status) => ({ status, count: rows.find((row) => row.status === status)?.count ?? 0 })),
    oldestWaiting: oldest && { ...named(actor, oldest), since: oldest.since.toISOString(), status: PredictionStatus.parse(oldest.status) },
  }
}

async function viewHealth(span: HealthSpan, now: Date): Promise<HealthView> {
  const { spanMs, binMs } = SPANS[span]
  const [endpoints, bins, deployment] = await Promise.all([store.readEndpoints(), readHealthBins(spanMs, binMs), readDeployment()])
  const shown = endpoints.filter(({ id }) => id === deployment?.endpointId || bins.some((bin) => bin.endpointRef === id))
  return {
    span, binMs, from: later(now, -spanMs).toISOString(), to: now.toISOString(),
    endpoints: shown.map((row) => ({ ...endpointView(row), current: row.id === deployment?.endpointId, bins: bins.filter((bin) => bin.endpointRef === row.id).map(binView) })),
  }
}

const binView = ({ endpointRef: _whose, fromAt, ...bin }: HealthBin) => ({ at: fromAt.toISOString(), ...bin })

function endpointView({ id, kind, endpointId, target, health, healthAt, pausedCode, pausedWords }: store.EndpointRow) {
  const told = RunPodHealth.nullable().catch(null).parse(health)
  return {
    id,
    label: endpointLabel({ kind: kind === 'local' ? 'local' : 'runpod', endpointId }),
    target: target === 'real' ? ('real' as const) : ('simulated' as const),
    healthAt: isoOrNull(healthAt),
    inQueue: told?.jobs.inQueue ?? null,
    inProgress: told?.jobs.inProgress ?? null,
    workers: told && toldWorkers(told),
    trouble: told && workerTrouble(told),
    paused: pausedCode === null ? null : { code: pausedCode, words: pausedWords },
  }
}

async function viewFailures(actor: Actor): Promise<SystemView['failures']> {
  const rows = await store.readFailures(FAILURES_DAYS)
  const views = await Promise.all(rows.map(async ({ code, count, newestId, newestAt }) => {
    const newest = await readNamed(actor, newestId)
    const words = isFailureCode(code) ? failureView(code, null) : { message: code, cure: null }
    return newest && { code, message: words.message, cure: words.cure, count, newest, newestAt: newestAt.toISOString() }
  }))
  return views.filter((view) => view !== null)
}

async function viewVersions(postgres: string): Promise<SystemView['versions']> {
  const [engines, commit] = await Promise.all([store.readEngines(), readCommit()])
  return {
    app: version, commit, node: process.version, postgres,
    engines: engines.map(({ kind, endpointId, seenAt, ...engine }) => ({ ...engine, endpoint: endpointLabel({ kind: kind === 'local' ? 'local' : 'runpod', endpointId }), seenAt: seenAt.toISOString() })),
  }
}

async function viewDisk(databaseBytes: number): Promise<SystemView['disk']> {
  const [tables, free] = await Promise.all([store.readLargestTables(MOST_TABLES), readFreeDisk()])
  return { databaseBytes, tables, free }
}
