// The database that `npm run verify`, `backup` and `restore` work on: that of DATABASE_URL, or the embedded one of a data folder.
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { EnvValues } from '@/lib/env-schema'
import { openDataFolder, type DataFolder } from './data-folder'
import { demandAnswer } from './database'
import { holdDataFolder } from './lock'
import { runningPostgres, startPostgres } from './postgres'
import { Refusal } from './refusal'
import { readSettings } from './settings'

export type OpenDatabase = { url: string; close(): Promise<void> }

const STARTING_LIMIT_MS = 30_000
const asItIs = (url: string): OpenDatabase => ({ url, close: async () => undefined })

/** The data folder that is meant by flags, settings and the place from which npm was called. */
export function chosenDataFolder(root: string, dataDir: string | undefined, settings: EnvValues): string {
  const from = process.env.INIT_CWD ?? process.cwd()
  return dataDir === undefined ? path.resolve(root, settings.ATOMERA_DATA_DIR ?? '.atomera') : path.resolve(from, dataDir)
}

/** Whether it runs or not; makes none. @throws Refusal when there is no database, or it does not answer */
export async function openDatabase(root: string, dataDir: string | undefined): Promise<OpenDatabase> {
  const settings = readSettings(root, process.env)
  if (settings.DATABASE_URL && dataDir === undefined) {
    await demandAnswer(settings.DATABASE_URL)
    return asItIs(settings.DATABASE_URL)
  }
  const folder = chosenDataFolder(root, dataDir, settings)
  if (!existsSync(path.join(folder, 'postgres.json'))) {
    throw new Refusal(`There is no embedded database in ${folder}: start Atomera there once with npm run up, or name another place with --data or DATABASE_URL.`)
  }
  const running = await runningPostgres(folder)
  return running === null ? openStopped(folder) : asItIs(running)
}

/** For writing over it: the embedded one is made when there is none, and refused while Atomera runs on it. */
export async function openAlone(root: string, dataDir: string | undefined): Promise<OpenDatabase> {
  const settings = readSettings(root, process.env)
  if (settings.DATABASE_URL && dataDir === undefined) return openDatabase(root, dataDir)
  const folder = openDataFolder(chosenDataFolder(root, dataDir, settings))
  return startAlone(folder, await holdDataFolder(folder.path))
}

/** Started for this alone and stopped again; a product that is just starting brings its own. */
async function openStopped(dataDir: string): Promise<OpenDatabase> {
  const folder = openDataFolder(dataDir)
  const letGo = await holdDataFolder(dataDir).catch((error: unknown) => {
    if (error instanceof Refusal) return null
    throw error
  })
  if (letGo === null) return asItIs(await untilRunning(dataDir))
  return startAlone(folder, letGo)
}

async function startAlone(folder: DataFolder, letGo: () => void): Promise<OpenDatabase> {
  try {
    const postgres = await startPostgres({ dataDir: folder.path, logFile: folder.logFile('postgres') })
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
