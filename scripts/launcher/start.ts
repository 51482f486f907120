// One start of the whole product on this machine. Refuses before anything runs what can be known before; a later failure stops what has begun.
import path from 'node:path'
import { VARIABLE_NAMES, type EnvValues } from '@/lib/env-schema'
import { prepareApp, selfUrl, startApp, untilHealthy } from './app'
import { keyEncryptionKey, openDataFolder, resetDataFolder, type DataFolder } from './data-folder'
import { demandAnswer, prepareDatabase, type Database } from './database'
import { firstPeople, isForThisMachine, peopleSettings, type FirstPeople } from './first-people'
import { isLoopbackAddress, type UpFlags } from './flags'
import { findOwnWorker, foundSettingsFile, ownWorkerSettings, startWorkerChild, type OwnWorker } from './own-worker'
import { startLocalEndpointChild, untilEndpointReady, type LocalEndpointAddress } from './local-endpoint'
import { holdDataFolder } from './lock'
import { freePort, isPortFree } from './ports'
import { say, step } from './progress'
import { Refusal } from './refusal'
import type { Running } from './running'
import { writeSecretFile } from './secret-file'
import { readSettings } from './settings'
import { withStoredSettings } from './stored-settings'
import { supervise } from './supervise'

/** The app itself waits up to 35 s for open hand-overs, and a little for its connections. */
const APP_STOP_LIMIT_MS = 40_000
const ENDPOINT_STOP_LIMIT_MS = 10_000

/** It ends Boltz-2 and tells the endpoint. */
const WORKER_STOP_LIMIT_MS = 10_000

export type Started = { url: string; settings: EnvValues; folder: DataFolder; worker: OwnWorker; people: FirstPeople; lost: Promise<string> }
type Plan = { root: string; flags: UpFlags; settings: EnvValues; port: number; folder: DataFolder }

async function planStart(root: string, flags: UpFlags, running: Running): Promise<Plan> {
  const settings = readSettings(root, process.env)
  const from = process.env.INIT_CWD ?? process.cwd()
  const chosen = flags.data ? path.resolve(from, flags.data) : path.resolve(root, settings.ATOMERA_DATA_DIR ?? '.atomera')
  if (flags.reset && settings.DATABASE_URL) throw new Refusal('--reset deletes the embedded database only, and DATABASE_URL names another: clear that one yourself.')
  const folder = openDataFolder(chosen)
  const letGo = await holdDataFolder(chosen)
  await running.own(4, async () => letGo())
  const port = flags.port === 0 ? await freePort() : flags.port
  if (!(await isPortFree(port, flags.host))) throw new Refusal(`Port ${port} of ${flags.host} is in use or not allowed: choose another with --port.`)
  if (settings.DATABASE_URL) await demandAnswer(settings.DATABASE_URL)
  if (flags.reset) await resetDataFolder(chosen, flags.yes ?? false)
  return { root, flags, settings, port, folder: flags.reset ? openDataFolder(chosen) : folder }
}

async function startEndpoint(plan: Plan, environment: EnvValues, running: Running): Promise<{ address: LocalEndpointAddress; gaveUp: Promise<string> }> {
  const options = { root: plan.root, dataDir: plan.folder.path, environment, logFile: plan.folder.logFile('local-endpoint'), stageSeconds: plan.flags.stageSeconds }
  return step('Starting the local endpoint', async () => {
    const child = startLocalEndpointChild(options)
    const supervised = await untilEndpointReady(child, plan.folder.path).then(
      (address) => ({ address, ...supervise('The local endpoint', child, ENDPOINT_STOP_LIMIT_MS, () => startLocalEndpointChild(options)) }),
      async (error: unknown) => {
        await child.stop(ENDPOINT_STOP_LIMIT_MS)
        throw error
      },
    )
    await running.own(2, supervised.stop)
    return supervised
  })
}

async function startPages(plan: Plan, database: Database, environment: EnvValues, running: Running): Promise<{ url: string; gaveUp: Promise<string> }> {
  const { flags, folder, settings } = plan
  const options = {
    root: plan.root,
    port: plan.port,
    host: flags.host,
    isDevelopment: flags.dev ?? false,
    environment: { ...environment, DATABASE_URL: database.url },
    logFile: folder.logFile('app'),
    isShown: flags.dev === true || ['debug', 'trace'].includes(settings.LOG_LEVEL ?? ''),
  }
  const url = selfUrl(options)
  return step('Starting the app', async () => {
    const child = startApp(options)
    // Owned before it is healthy: a Ctrl-C while it warms up must stop it too.
    let stop = () => child.stop(APP_STOP_LIMIT_MS)
    await running.own(1, () => stop())
    await untilHealthy(child, url)
    const supervised = supervise('The app', child, APP_STOP_LIMIT_MS, () => startApp(options))
    stop = supervised.stop
    return { url, gaveUp: supervised.gaveUp }
  })
}

/** Its end is not the product's: predictions wait for the next worker. */
async function startOwnWorker(plan: Plan, python: NonNullable<OwnWorker['python']>, running: Running): Promise<void> {
  const options = { root: plan.root, dataDir: plan.folder.path, environment: withoutSettings(process.env), logFile: plan.folder.logFile('worker'), python }
  const supervised = supervise('The worker', startWorkerChild(options), WORKER_STOP_LIMIT_MS, () => startWorkerChild(options))
  await running.own(0, supervised.stop)
  void supervised.gaveUp.then((words) => say(`${words}. Predictions wait for it; start it with npm run worker when its log says what was wrong (${options.logFile}).`))
}

/** All of them, even when one fails: only then is everything that began known, and can be stopped. */
async function together<A, B, C>(first: Promise<A>, second: Promise<B>, third: Promise<C>, running: Running): Promise<[A, B, C]> {
  const all = Promise.all([first, second, third])
  await all.catch(() => running.stopAll())
  await Promise.allSettled([first, second, third])
  return all
}

/** The local endpoint needs none of our settings, and least of all our keys. */
const withoutSettings = (values: EnvValues): EnvValues => Object.fromEntries(Object.entries(values).filter(([name]) => !VARIABLE_NAMES.includes(name)))

export async function startEverything(root: string, flags: UpFlags, running: Running): Promise<Started> {
  const plan = await planStart(root, flags, running)
  const { folder, settings } = plan
  const worker = findOwnWorker(settings, folder.path, flags.cpu ?? false)
  const found = ownWorkerSettings(settings, worker)
  writeSecretFile(foundSettingsFile(folder.path), found)
  const environment: EnvValues = {
    ...process.env,
    ...settings,
    ...found,
    ATOMERA_DATA_DIR: folder.path,
    ATOMERA_KEY_ENCRYPTION_KEY: settings.ATOMERA_KEY_ENCRYPTION_KEY ?? keyEncryptionKey(folder.path),
  }
  const [database, endpoint] = await together(
    prepareDatabase(settings, folder, running),
    startEndpoint(plan, withoutSettings(process.env), running),
    prepareApp(root, flags.dev ?? false, folder, running),
    running,
  )
  const known = await withStoredSettings(settings, database.url)
  const people = await firstPeople(settings, database.url, folder.path, flags.demo && isLoopbackAddress(flags.host) && isForThisMachine(settings.PUBLIC_URL))
  if (worker.python !== null) await startOwnWorker(plan, worker.python, running)
  const app = await startPages(plan, database, { ...environment, ...peopleSettings(people) }, running)
  const { baseUrl, endpointId, apiKey } = endpoint.address
  writeSecretFile(path.join(folder.path, 'up.json'), { url: app.url, ...(people.demoKey !== null && { apiKey: people.demoKey }), localEndpoint: { baseUrl, endpointId, apiKey } })
  return { url: app.url, settings: { ...known, ...found }, folder, worker, people, lost: Promise.race([database.lost, endpoint.gaveUp, app.gaveUp]) }
}
