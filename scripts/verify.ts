// `npm run verify`: holds the invariants against a database (DATABASE_URL, or the embedded one of the data folder) and says what is broken. Changes nothing.
// Ends with code 0 when all is well, 1 when something is broken, 2 when the database cannot be read.
import path from 'node:path'
import { readBreaches } from './launcher/invariants'
import { openDataFolder } from './launcher/data-folder'
import { runningPostgres, startPostgres } from './launcher/postgres'
import { Refusal, wordsOf } from './launcher/refusal'
import { readSettings } from './launcher/settings'

const ROOT = path.resolve(import.meta.dirname, '..')
const SHOWN = 200

type Opened = { url: string; close(): Promise<void> }

/** The database of the settings; an embedded one that does not run is started for this and stopped again. */
async function openDatabase(): Promise<Opened> {
  const settings = readSettings(ROOT, process.env)
  const nothing = async () => undefined
  if (settings.DATABASE_URL) return { url: settings.DATABASE_URL, close: nothing }
  const folder = openDataFolder(path.resolve(ROOT, settings.ATOMERA_DATA_DIR ?? '.atomera'))
  const running = await runningPostgres(folder.path)
  if (running !== null) return { url: running, close: nothing }
  const started = await startPostgres({ dataDir: folder.path, logFile: folder.logFile('postgres') })
  return { url: started.url, close: started.stop }
}

async function verify(): Promise<number> {
  const database = await openDatabase()
  try {
    const breaches = await readBreaches(database.url)
    for (const { rule, subject, detail } of breaches.slice(0, SHOWN)) console.log(`${rule}\t${subject}\t${detail}`)
    if (breaches.length > SHOWN) console.log(`... and ${breaches.length - SHOWN} more`)
    console.log(breaches.length === 0 ? 'All invariants hold.' : `${breaches.length} breaches. docs/operations.md says what to do.`)
    return breaches.length === 0 ? 0 : 1
  } finally {
    await database.close()
  }
}

process.exitCode = await verify().catch((error: unknown) => {
  console.error(error instanceof Refusal ? wordsOf(error) : error)
  return 2
})
