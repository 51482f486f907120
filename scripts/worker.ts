// `npm run worker`: starts the GPU worker of worker/ on this machine, for the installation here (--data) or on another machine (--endpoint).
// Ctrl-C lets the run in hand come to its end; a second one ends it at once, and Boltz-2 with it.
import { spawn } from 'node:child_process'
import { hostname } from 'node:os'
import path from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { GPU_ENDPOINT_ID } from '@/lib/compute/chosen-endpoint'
import type { EnvValues } from '@/lib/env-schema'
import { CPU_WORDS, demandBoltzPython, type BoltzPython } from './launcher/boltz-python'
import { workerVolume } from './launcher/data-folder'
import { installWorker } from './launcher/install-worker'
import { foundSettingsFile } from './launcher/own-worker'
import { Refusal, wordsOf } from './launcher/refusal'
import { readSecretFile } from './launcher/secret-file'
import { readSettings } from './launcher/settings'
import { onStopSignals } from './launcher/stop-signals'
import { workerEnvironment, type WorkerDoor } from './launcher/worker-environment'

type Flags = { data: string; endpoint?: string; key?: string; name: string; python?: string; cpu?: true; install?: true; stopAtOnce?: true }

const ROOT = path.resolve(import.meta.dirname, '..')
const ENDPOINT = /^(?<baseUrl>https?:\/\/[^/\s]+\/v2)\/(?<endpointId>[A-Za-z0-9_-]+)\/?$/

/** As the endpoint takes it; the end tells workers of one machine apart. */
const nameOf = (text: string): string => text.replaceAll(/[^\w-]/g, '-').slice(-64)

function nameIn(text: string): string {
  if (text !== nameOf(text)) throw new InvalidArgumentError('A name has 1 to 64 letters, digits, _ or -.')
  return text
}

/** What `.env` names, as for `npm run up`. */
function settingsOrExit(): EnvValues {
  try {
    return readSettings(ROOT, process.env)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    console.error(wordsOf(error))
    process.exit(1)
  }
}

const settings = settingsOrExit()
const flags: Flags = new Command('npm run worker --')
  .description('Runs predictions with Boltz-2 on this machine, for the endpoint gpu of this or another installation.')
  .option('--data <folder>', 'data folder of the installation on this machine', settings.ATOMERA_DATA_DIR ?? '.atomera')
  .option('--endpoint <url>', 'an installation elsewhere, such as http://host:port/v2/gpu')
  .option('--key <key>', 'its workers\' key; better in ATOMERA_WORKER_KEY, where no list of processes shows it')
  .option('--name <name>', 'how this worker is called in the endpoint', nameIn, nameOf(`${hostname()}-${process.pid}`))
  .option('--python <program>', 'the Python that has Boltz-2 (ATOMERA_BOLTZ_PYTHON)', settings.ATOMERA_BOLTZ_PYTHON)
  .option('--cpu', 'run without a GPU, which is slow')
  .option('--install', 'put Boltz-2 and all that a worker needs into the data folder, and end')
  .addOption(new Option('--stop-at-once', 'end the run in hand with the first signal').hideHelp())
  .parse()
  .opts()

function doorElsewhere(address: string): WorkerDoor {
  const { baseUrl, endpointId } = ENDPOINT.exec(address)?.groups ?? {}
  if (baseUrl === undefined || endpointId === undefined) throw new Refusal(`${address} is not the address of an endpoint: it looks like http://host:port/v2/gpu.`)
  const workerKey = flags.key ?? process.env.ATOMERA_WORKER_KEY ?? ''
  if (workerKey === '') throw new Refusal('ATOMERA_WORKER_KEY, or --key, must hold the workers\' key: it stands as workerKey in local-endpoint/endpoint.json of that endpoint\'s data folder.')
  return { baseUrl, endpointId, workerKey }
}

function doorHere(dataDir: string): WorkerDoor {
  const file = path.join(path.resolve(dataDir), 'local-endpoint/endpoint.json')
  const address = readSecretFile<Partial<WorkerDoor>>(file)
  if (address?.baseUrl === undefined || address.workerKey === undefined) {
    throw new Refusal(`No local endpoint has been started in ${path.resolve(dataDir)}: start it first, or name its folder with --data.`)
  }
  return { baseUrl: address.baseUrl, endpointId: GPU_ENDPOINT_ID, workerKey: address.workerKey }
}

/** The library would ask again without a pause whatever is wrong, so it is found out before. */
async function demandWelcome({ baseUrl, endpointId, workerKey }: WorkerDoor): Promise<void> {
  const ping = `${baseUrl}/${endpointId}/ping/${flags.name}`
  const status = await fetch(ping, { headers: { authorization: workerKey }, signal: AbortSignal.timeout(5_000) }).then((answer) => answer.status, () => null)
  if (status === 200) return
  const words: Record<number, string> = {
    401: 'The endpoint refuses the workers\' key: take workerKey, not apiKey, of its endpoint.json.',
    404: `There is no endpoint ${endpointId} that serves real workers at ${baseUrl}.`,
    429: 'The endpoint serves its jobs by simulated workers: real ones serve http://host:port/v2/gpu.',
  }
  if (status === null) throw new Refusal(`Nothing answers at ${new URL(baseUrl).origin}: is the local endpoint running, and can this machine reach it?`)
  throw new Refusal(words[status] ?? `The endpoint at ${baseUrl} answered ${status}: is it a local endpoint of this version?`)
}

/** The worker, its heartbeat, and by its own watch Boltz-2. A heartbeat that is left behind would keep a dead worker's job alive. */
function endGroup(leader: number | undefined): void {
  if (leader === undefined) return
  try {
    process.kill(process.platform === 'win32' ? leader : -leader, 'SIGKILL')
  } catch {
    // Gone already: that is what was wanted.
  }
}

/** After a wish to stop: what this worker had is given to the next one at once, as if it had never begun. A crash counts as one. */
async function leave({ baseUrl, endpointId, workerKey }: WorkerDoor): Promise<void> {
  const said = fetch(`${baseUrl}/${endpointId}/leave/${flags.name}`, { method: 'POST', headers: { authorization: workerKey }, signal: AbortSignal.timeout(2_000) })
  await said.catch(() => console.error('The endpoint could not be told that this worker is gone; it finds out by its silence.'))
}

function serve(door: WorkerDoor, { program, serving, gpu }: BoltzPython): void {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'ATOMERA_WORKER_KEY'))
  const worker = spawn(serving, ['handler.py'], {
    cwd: path.join(ROOT, 'worker'),
    env: Object.assign(Object.create(null), environment, workerEnvironment(door, flags.name), {
      ATOMERA_BOLTZ_PYTHON: program,
      // Empty counts as unset: a series of ligands would ask the MSA server each time.
      ATOMERA_VOLUME: process.env.ATOMERA_VOLUME || workerVolume(flags.data),
      ...(gpu === null && { ATOMERA_ACCELERATOR: 'cpu' }),
    }),
    stdio: 'inherit',
    detached: process.platform !== 'win32',
  })
  let isStopping = false
  worker.once('error', (error) => {
    console.error(`The worker could not be started (${error.message}).`)
    process.exitCode = 1
  })
  worker.once('exit', (code) => {
    endGroup(worker.pid)
    void (isStopping ? leave(door) : Promise.resolve()).then(() => process.exit(code ?? 1))
  })
  onStopSignals((isAgain) => {
    isStopping = true
    if (isAgain || flags.stopAtOnce) return endGroup(worker.pid)
    console.log('A run in hand comes to its end first, and waiting for a job ends within a minute; once more, after a moment, ends it now.')
    // Not to its heartbeat, without which the endpoint would give the run to somebody else.
    worker.kill('SIGTERM')
  })
}

/** Whether the installation here was started for real workers. */
const isSentJobs = (): boolean =>
  (settings.LOCAL_WORKER ?? readSecretFile<EnvValues>(foundSettingsFile(path.resolve(flags.data)))?.LOCAL_WORKER) === 'real'

async function startWorker(): Promise<void> {
  const door = flags.endpoint === undefined ? doorHere(flags.data) : doorElsewhere(flags.endpoint)
  const python = demandBoltzPython(flags.data, flags.python)
  const { boltz, gpu } = python
  if (gpu === null && !flags.cpu) throw new Refusal(`This machine has no GPU that nvidia-smi shows. ${CPU_WORDS}`)
  await demandWelcome(door)
  if (flags.endpoint === undefined && !isSentJobs()) console.log('This installation sends it nothing yet: set LOCAL_WORKER=real in .env, or leave that line empty, and start npm run up again.')
  console.log(`Worker ${flags.name} with ${boltz} on ${gpu?.name ?? 'the processor'} takes jobs from ${door.baseUrl}/${door.endpointId}. Ctrl-C stops it.`)
  serve(door, python)
}

try {
  if (flags.install) installWorker(ROOT, flags.data, flags.python)
  else await startWorker()
} catch (error) {
  if (!(error instanceof Refusal)) throw error
  console.error(wordsOf(error))
  process.exitCode = 1
}
