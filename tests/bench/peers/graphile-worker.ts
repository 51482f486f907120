// The peer of the hand-over: a graphile-worker that tells when it started a job. Argument: the database.
import { Logger, run } from 'graphile-worker'
import { machineMs } from '../measure'
import { hear, report } from './parent'

await run({
  connectionString: process.argv[2],
  concurrency: 10,
  noHandleSignals: true,
  logger: new Logger(() => () => undefined),
  taskList: { start: async () => report({ started: machineMs() }) },
})
report({ ready: true })
hear(() => undefined)
