// From the submission of a prediction to the arrival of its `/run` at the endpoint. Method: in turns, one prediction is posted to the
// product, and one job is added to graphile-worker on the same PostgreSQL; what counts is the time from just before the post until the
// endpoint (a stand-in in this process) receives the call, and from just before `addJob` until the task begins in the worker's process.
// Each turn waits until the prediction has ended, so that nothing else is due. The time from the 202 is told besides.
import { setTimeout as pause } from 'node:timers/promises'
import { Logger, makeWorkerUtils } from 'graphile-worker'
import { startBenchChild } from './child'
import { quantile, type Series } from './figures'
import { machineMs, type Measure, type Outcome, type RunOptions } from './measure'
import { buildWhenChanged, openDatabase, openServer, own, submitPeptide, type Database } from './stage'
import { openStandIn } from './stand-in-endpoint'

const ROUNDS = 200
const WARM_UP = 10

async function untilEnded({ sql }: Database, id: string): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const rows = await sql("SELECT 1 FROM prediction WHERE id = $1 AND status = 'FAILED' AND next_check_at IS NULL AND lease_holder IS NULL", [id])
    if (rows.length > 0) return
    await pause(50)
  }
  throw new Error(`The prediction ${id} did not end.`)
}

async function run({ rounds = ROUNDS, say }: RunOptions): Promise<Outcome> {
  buildWhenChanged(say)
  const database = await openDatabase()
  const endpoint = await openStandIn({ status: 'FAILED', error: 'The bench needs no result.', delayTime: 1, executionTime: 1 })
  const server = await openServer(database, endpoint.settings)
  const worker = startBenchChild('peers/graphile-worker.ts', [database.url])
  const utils = await makeWorkerUtils({ connectionString: database.url, logger: new Logger(() => () => undefined) })
  own(() => utils.release())
  await worker.next('ready')
  let called: (at: number) => void = () => undefined
  endpoint.heard(({ route, at }) => route === 'run' && called(at))
  const ours: Series = { name: 'Atomera: post to /run', unit: 'ms', values: [] }
  const answered: Series = { name: 'Atomera: 202 to /run', unit: 'ms', values: [] }
  const peer: Series = { name: 'graphile-worker: add to start', unit: 'ms', values: [] }
  for (let round = 1; round <= WARM_UP + rounds; round += 1) {
    const arrived = new Promise<number>((resolve) => (called = resolve))
    const postedAt = machineMs()
    const id = await submitPeptide(server.url, `Submit ${round}`, round)
    const acceptedAt = machineMs()
    const runAt = await arrived
    await untilEnded(database, id)
    const addedAt = machineMs()
    await utils.addJob('start', { round })
    const startedAt = await worker.next<number>('started')
    if (round <= WARM_UP) continue
    ours.values.push(runAt - postedAt)
    answered.values.push(runAt - acceptedAt)
    peer.values.push(startedAt - addedAt)
  }
  const p95 = ({ values }: Series): number | null => quantile(values, 0.95)
  return {
    claims: [
      { kind: 'ratio', what: 'submit to /run, p95, against graphile-worker', unit: 'ms', ours: p95(ours), peer: p95(peer), atMost: 4 },
      { kind: 'told', what: 'the same from the 202', unit: 'ms', ours: p95(answered), peer: p95(peer) },
    ],
    series: [ours, answered, peer],
  }
}

export const submitToRun: Measure = { name: 'submit-to-run', about: 'from a submission to the call of the endpoint, against graphile-worker', run }
