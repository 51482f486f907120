// The peer of recovery: a pg-boss worker with its fastest supervision (once a second) that tells of the jobs it got. Arguments: the
// database, the queue, how many at once.
import PgBoss from 'pg-boss'
import { machineMs } from '../measure'
import { hear, report } from './parent'

const [url = '', queue = '', count = '0'] = process.argv.slice(2)
const boss = new PgBoss({ connectionString: url, schedule: false, maintenanceIntervalSeconds: 1 })
boss.on('error', () => undefined)
await boss.start()
await boss.work(queue, { batchSize: Number(count), pollingIntervalSeconds: 0.5 }, async (jobs) => report({ got: { count: jobs.length, at: machineMs() } }))
report({ ready: true })
hear(() => undefined)
