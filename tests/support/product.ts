// The whole product in a temporary data folder, started by `npm run up`'s own program. A test reads its address from `ATOMERA_TEST_URL`.
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { postgresFolders } from '@/scripts/launcher/postgres-home'
import { readSecretFile } from '@/scripts/launcher/secret-file'
import { createDataFolder } from './process'
import { DEMO_KEY } from './demo'

const ROOT = path.resolve(import.meta.dirname, '../..')
const SETTINGS = ['RUNPOD_API_KEY', 'RUNPOD_ENDPOINT_ID', 'DATABASE_URL', 'PUBLIC_URL', 'MAX_TOKENS', 'ATOMERA_BOLTZ_PYTHON', 'RUNPOD_FALLBACK', 'INIT_CWD', 'NODE_ENV', 'NODE_OPTIONS']

export type UpFile = { url: string; apiKey: string; localEndpoint: { baseUrl: string; endpointId: string; apiKey: string } }
export type Launch = { pid: number; words(): string; exited: Promise<number | null>; says(text: string): Promise<void>; signal(name: NodeJS.Signals): void }

/** Without the settings of whoever runs the tests; and as under npm, so that the launcher ends when the tests are killed. */
export function cleanEnvironment(changes: Record<string, string> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !SETTINGS.includes(name) && !name.startsWith('VITEST'))
  return { ...Object.fromEntries(kept), LOCAL_WORKER: 'simulated', ATOMERA_DEMO_API_KEY: DEMO_KEY, NODE_ENV: 'production', npm_lifecycle_event: 'up', ...changes }
}

export function launch(flags: string[], options: { env?: Record<string, string>; cwd?: string; uid?: number; gid?: number } = {}): Launch {
  const root = options.cwd ?? ROOT
  const child = spawn(process.execPath, [path.join(root, 'scripts/up.mjs'), ...flags], {
    cwd: root,
    env: cleanEnvironment(options.env),
    uid: options.uid,
    gid: options.gid,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let words = ''
  let heard: () => void = () => undefined
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => void ((words += bytes.toString('utf8')), heard()))
  const exited = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)))
  const says = (text: string) =>
    new Promise<void>((resolve, reject) => {
      heard = () => words.includes(text) && resolve()
      heard()
      void exited.then((code) => reject(new Error(`up ended with code ${code} and never said "${text}":\n${words}`)))
    })
  return { pid: child.pid ?? 0, words: () => words, exited, says, signal: (name) => void child.kill(name) }
}

export function removeData(dataDir: string): void {
  for (const folder of [...postgresFolders(dataDir), dataDir]) rmSync(folder, { recursive: true, force: true })
}

export async function startProduct(flags: string[] = [], env: Record<string, string> = {}): Promise<UpFile & { dataDir: string; launch: Launch; stop(): Promise<number | null> }> {
  const dataDir = createDataFolder()
  const running = launch(['--data', dataDir, '--port', '0', ...flags], { env })
  try {
    await running.says('Atomera is ready')
  } catch (error) {
    removeData(dataDir)
    throw error
  }
  const up = readSecretFile<UpFile>(path.join(dataDir, 'up.json'))
  if (up === null) throw new Error('up.json is missing')
  return {
    ...up,
    dataDir,
    launch: running,
    stop: async () => {
      running.signal('SIGTERM')
      const code = await running.exited
      removeData(dataDir)
      return code
    },
  }
}
