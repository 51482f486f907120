// The findings of `npm run doctor`. What only some need (Boltz, Chromium) is told as optional and does not change the exit code.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { EnvValues } from '@/lib/env-schema'
import { isPrivateHost } from '@/lib/private-host'
import { findChromium, findPlaywrightChromium } from './chromium.mjs'
import { demandAnswer } from './database'
import { installedBinaries } from './postgres-binaries'
import { findOwnWorker } from './own-worker'
import { Refusal, wordsOf } from './refusal'
import { readSecretFile } from './secret-file'
import { isRunPodConfigured, readSettings } from './settings'
import { isBuildCurrent } from './sources.mjs'

type Finding = { state: 'ok' | 'missing' | 'optional'; words: string }
const ROOT = path.resolve(import.meta.dirname, '../..')

async function tried(work: () => Promise<Finding> | Finding): Promise<Finding> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Refusal) return { state: 'missing', words: wordsOf(error) }
    throw error
  }
}

async function databaseFinding(settings: EnvValues): Promise<Finding> {
  if (settings.DATABASE_URL) {
    await demandAnswer(settings.DATABASE_URL)
    return { state: 'ok', words: `Database: DATABASE_URL, ${new URL(settings.DATABASE_URL).host}, answers` }
  }
  const { postgres } = installedBinaries()
  const ran = spawnSync(postgres, ['--version'], { encoding: 'utf8' })
  if (ran.status !== 0) throw new Refusal(`Database: the embedded PostgreSQL does not run here (${ran.error?.message ?? ran.stderr}); set DATABASE_URL.`)
  return { state: 'ok', words: `Database: embedded, ${ran.stdout.trim()}` }
}

function endpointFindings(settings: EnvValues): Finding[] {
  const key = { state: 'ok' as const, words: `API key set: ${settings.RUNPOD_API_KEY ? 'yes' : 'no'}` }
  const id = { state: 'ok' as const, words: `Endpoint id: ${settings.RUNPOD_ENDPOINT_ID ?? 'not set'}` }
  const isHalf = Boolean(settings.RUNPOD_API_KEY) !== Boolean(settings.RUNPOD_ENDPOINT_ID) && settings.USE_RUNPOD !== 'false'
  if (isHalf) {
    const name = settings.RUNPOD_API_KEY ? 'RUNPOD_ENDPOINT_ID' : 'RUNPOD_API_KEY'
    return [{ state: 'missing', words: `Endpoint: ${name} must be set; until then predictions wait. Put it in .env (see .env.example).` }, key, id]
  }
  const words = isRunPodConfigured(settings) ? 'Endpoint: RunPod' : 'Endpoint: local (for RunPod set RUNPOD_API_KEY and RUNPOD_ENDPOINT_ID in .env)'
  return [{ state: 'ok', words }, key, id]
}

/** What `npm run up` would find. */
async function boltzFinding(settings: EnvValues): Promise<Finding> {
  return tried(() => {
    const { python, words } = findOwnWorker({ ...settings, LOCAL_WORKER: 'real' }, dataFolder(settings), false)
    if (python !== null) return { state: 'ok', words: `Boltz: ${words}` }
    return { state: 'optional', words: words ?? 'Boltz: not found; needed only to predict on a machine of your own (npm run worker -- --install)' }
  })
}

async function chromiumFinding(): Promise<Finding> {
  const found = findChromium() ?? (await findPlaywrightChromium())
  if (found !== null) return { state: 'ok', words: `Chromium: ${found}` }
  return { state: 'optional', words: 'Chromium: none; needed only for the tests, and npm test installs it' }
}

function storageFinding(settings: EnvValues): Finding {
  const { S3_ENDPOINT: endpoint, S3_BUCKET: bucket } = settings
  if (!endpoint) return { state: 'optional', words: 'Object storage: none; answers of up to 8 MB, kept for as long as the endpoint keeps them (S3_ENDPOINT)' }
  const { host, hostname } = new URL(endpoint)
  const isOutOfReach = isRunPodConfigured(settings) && !settings.RUNPOD_ENDPOINT_BASE_URL && isPrivateHost(hostname)
  if (isOutOfReach) return { state: 'missing', words: `Object storage: workers at RunPod cannot reach ${host}, which is an address within your own network` }
  return { state: 'ok', words: `Object storage: bucket ${bucket} at ${host}` }
}

const dataFolder = (settings: EnvValues): string => path.resolve(ROOT, settings.ATOMERA_DATA_DIR ?? '.atomera')

function startFindings(settings: EnvValues): Finding[] {
  const folder = dataFolder(settings)
  const up = readSecretFile<{ url: string }>(path.join(folder, 'up.json'))
  return [
    { state: 'ok', words: `Build: ${isBuildCurrent(ROOT) ? 'current' : 'not current; npm run up makes it'}` },
    { state: 'ok', words: `Data folder: ${folder}${existsSync(folder) ? '' : ' (not yet made)'}${up ? `, running at ${up.url}` : ''}` },
  ]
}

async function findings(): Promise<Finding[]> {
  const node: Finding = { state: 'ok', words: `Node ${process.versions.node}` }
  const packages: Finding = { state: 'ok', words: 'npm packages: as package-lock.json says' }
  try {
    const settings = readSettings(ROOT, process.env)
    const database = await tried(() => databaseFinding(settings))
    return [node, packages, database, ...endpointFindings(settings), storageFinding(settings), ...startFindings(settings), await boltzFinding(settings), await chromiumFinding()]
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return [node, packages, { state: 'missing', words: wordsOf(error) }, await chromiumFinding()]
  }
}

const found = await findings()
for (const finding of found) console.log(`${finding.state.padEnd(8)} ${finding.words}`)
process.exitCode = found.some((finding) => finding.state === 'missing') ? 1 : 0
