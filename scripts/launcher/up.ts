// `npm run up`, once Node and the packages are there: starts everything, says where it is, waits, and stops everything in order.
import { rmSync } from 'node:fs'
import path from 'node:path'
import { upFlags } from './flags'
import { say } from './progress'
import { Refusal, wordsOf } from './refusal'
import { trackRunning } from './running'
import { isRunPodConfigured } from './settings'
import { startEverything, type Started } from './start'
import { onStopSignals } from './stop-signals'

const ROOT = path.resolve(import.meta.dirname, '../..')

function localPlaceOf({ settings, worker }: Started): string {
  if (settings.LOCAL_WORKER !== 'real') return 'on the local endpoint: results are simulated and marked so (for real ones see README.md, "Predict for real")'
  return worker.python === null ? 'on workers of your own, when one comes (npm run worker)' : `on this machine: ${worker.words}, up to ${settings.LOCAL_MAX_TOKENS} tokens`
}

function placeOf(started: Started): string {
  const { settings } = started
  if (settings.USE_RUNPOD === 'false') return `${localPlaceOf(started)} (RunPod is switched off)`
  if (isRunPodConfigured(settings)) return `on RunPod, endpoint ${settings.RUNPOD_ENDPOINT_ID}`
  if (settings.RUNPOD_API_KEY) return 'not on RunPod yet: RUNPOD_ENDPOINT_ID must be set, in .env or on the page Admin'
  if (settings.RUNPOD_ENDPOINT_ID) return 'not on RunPod yet: RUNPOD_API_KEY must be set, in .env or on the page Admin'
  return localPlaceOf(started)
}

/** What stands in for RunPod, or why Boltz-2 on this machine does not serve. */
function besides({ settings, worker }: Started): string | null {
  if (worker.python === null) return worker.words
  const hasRunPod = settings.USE_RUNPOD !== 'false' && (settings.RUNPOD_API_KEY || settings.RUNPOD_ENDPOINT_ID)
  if (!hasRunPod) return null
  if (settings.RUNPOD_FALLBACK === 'hold') return `${worker.words} stays unused: RUNPOD_FALLBACK=hold lets predictions wait for RunPod.`
  return `While RunPod is not available, ${worker.words} takes what it can (up to ${settings.LOCAL_MAX_TOKENS} tokens).`
}

function peopleWords({ url, people, folder }: Started): string[] {
  if (people.isSetUp) return []
  const setUp = `${url}/setup with the code ${people.setupCode}`
  if (people.demoKey === null) return [`Nobody has an account yet. Make the first one at ${setUp}`]
  return [`Sign in there as one of the demo team; a key for programs is in ${path.join(folder.path, 'up.json')}.`, `For a group, make real accounts at ${setUp}`]
}

function announce(started: Started, startedAt: number): void {
  say('')
  say(`Atomera is ready after ${((Date.now() - startedAt) / 1000).toFixed(0)} s: ${started.url}`)
  say(`  Predictions run ${placeOf(started)}.`)
  const more = besides(started)
  if (more !== null) say(`  ${more}`)
  for (const line of peopleWords(started)) say(`  ${line}`)
  say(`  Data: ${started.folder.path}   Logs: ${path.dirname(started.folder.logFile('app'))}`)
  say('  Ctrl-C stops everything and keeps the data.')
}

const running = trackRunning()
const startedAt = Date.now()
async function stopAll(dataFolder: string | null): Promise<void> {
  await running.stopAll()
  if (dataFolder !== null) rmSync(path.join(dataFolder, 'up.json'), { force: true })
}

async function run(): Promise<number> {
  const signalled = new Promise<'signal'>((resolve) => {
    onStopSignals((isAgain) => {
      say(isAgain ? 'Stopping at once' : '\nStopping; the app first, the database last')
      if (isAgain) process.exit(1)
      resolve('signal')
    })
  })
  let folder: string | null = null
  try {
    const starting = startEverything(ROOT, upFlags(process.argv.slice(2)), running)
    const started = await Promise.race([starting, signalled])
    if (started === 'signal') {
      const settled = starting.catch(() => undefined)
      await running.stopAll()
      await settled
      return 130
    }
    folder = started.folder.path
    announce(started, startedAt)
    const end = await Promise.race([started.lost, signalled])
    if (end === 'signal') return 0
    process.stderr.write(`${end}; stopping everything.\n`)
    return 1
  } catch (error) {
    const isPlain = error instanceof Refusal || (error instanceof Error && error.name === 'Refusal')
    process.stderr.write(`${isPlain ? wordsOf(error) : error instanceof Error ? error.stack : String(error)}\n`)
    return 1
  } finally {
    await stopAll(folder)
  }
}

// Whoever read our words may be gone before everything is stopped.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
const code = await run()
if (code === 0) say('Stopped.')
process.exit(code)
