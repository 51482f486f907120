// The database that `npm run verify` looks at: that of DATABASE_URL, or the embedded one of a data folder, whether it runs or not. It makes none.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { openDataFolder } from '../launcher/data-folder'
import { demandAnswer } from '../launcher/database'
import { holdDataFolder } from '../launcher/lock'
import { runningPostgres, startPostgres } from '../launcher/postgres'
import { Refusal } from '../launcher/refusal'
import { readSettings } from '../launcher/settings'

export type OpenDatabase = { url: string; close(): Promise<void> }

const STARTING_LIMIT_MS = 30_000
const asItIs = (url: string): OpenDatabase => ({ url, close: async () => undefined })

/** @throws Refusal when there is no database, or it does not answer */
export async function openDatabase(root: string, dataDir: string | undefined): Promise<OpenDatabase> {
  const settings = readSettings(root, process.env)
  if (settings.DATABASE_URL && dataDir === undefined) {
    await demandAnswer(settings.DATABASE_URL)
    return asItIs(settings.DATABASE_URL)
  }
  const from = process.env.INIT_CWD ?? process.cwd()
  const folder = dataDir === undefined ? path.resolve(root, settings.ATOMERA_DATA_DIR ?? '.atomera') : path.resolve(from, dataDir)
  if (!existsSync(path.join(folder, 'postgres.json'))) {
    throw new Refusal(`There is no embedded database in ${folder}: start Atomera there once with npm run up, or name another place with --data or DATABASE_URL.`)
  }
  const running = await runningPostgres(folder)
  return running === null ? openStopped(folder) : asItIs(running)
}

/** Started for this alone and stopped again; a product that is just starting brings its own. */
async function openStopped(dataDir: string): Promise<OpenDatabase> {
  const folder = openDataFolder(dataDir)
  const letGo = await holdDataFolder(dataDir).catch((error: unknown) => {
    if (error instanceof Refusal) return null
    throw error
  })
  if (letGo === null) return asItIs(await untilRunning(dataDir))
  try {
    const postgres = await startPostgres({ dataDir, logFile: folder.logFile('postgres') })
    return { url: postgres.url, close: () => postgres.stop().finally(letGo) }
  } catch (error) {
    letGo()
    throw error
  }
}

async function untilRunning(dataDir: string): Promise<string> {
  for (const deadline = Date.now() + STARTING_LIMIT_MS; Date.now() < deadline; ) {
    const url = await runningPostgres(dataDir)
    if (url !== null) return url
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Refusal(`Atomera runs on ${dataDir}, but its database does not answer (${path.join(dataDir, 'logs/postgres.log')}).`)
}
