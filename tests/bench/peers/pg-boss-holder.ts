// A pg-boss process that has fetched jobs and completes none. Arguments: the database, the queue, how many.
import PgBoss from 'pg-boss'
import { hear, report } from './parent'

const [url = '', queue = '', count = '0'] = process.argv.slice(2)
const boss = new PgBoss({ connectionString: url, schedule: false, supervise: false })
boss.on('error', () => undefined)
await boss.start()
report({ claimed: (await boss.fetch(queue, { batchSize: Number(count) })).length })
hear(() => undefined)
