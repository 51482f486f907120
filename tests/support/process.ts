// The real server and the real local endpoint as processes of a test: started over the shared production build, killed, started again.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { EnvValues } from '@/lib/env-schema'
import { startApp, untilHealthy } from '@/scripts/launcher/app'
import type { Child } from '@/scripts/launcher/child'
import { startLocalEndpointChild, untilEndpointReady, type LocalEndpointAddress } from '@/scripts/launcher/local-endpoint'
import { freePort } from '@/scripts/launcher/ports'
import { DEMO } from './demo'

const ROOT = path.resolve(import.meta.dirname, '../..')
const STOP_LIMIT_MS = 35_000
export const KEY_ENCRYPTION_KEY = Buffer.alloc(32, 7).toString('base64')

export type TestProcess = {
  pid: number
  /** SIGKILL ends it as a power cut would; answers when it is gone. */
  kill(signal: NodeJS.Signals): Promise<void>
  /** As `npm run up` stops it. */
  stop(): Promise<void>
  /** How it ended: "ended by SIGKILL", "ended with code 0". */
  exited: Promise<string>
  logs(): string
}

export function createDataFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'atomera-test-'))
  chmodSync(folder, 0o711)
  mkdirSync(path.join(folder, 'logs'))
  return folder
}

function testProcess(child: Child): TestProcess {
  return {
    pid: child.pid,
    kill: async (signal) => {
      process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal)
      await child.exited
    },
    stop: () => child.stop(STOP_LIMIT_MS),
    exited: child.exited,
    logs: () => readFileSync(child.logFile, 'utf8'),
  }
}

/** `next start` on the build in .next; `npm test` makes that build first, `npm run build` does by hand. */
export async function startServer(options: { databaseUrl: string; dataDir: string; port?: number; env?: EnvValues }): Promise<TestProcess & { url: string; port: number }> {
  const port = options.port ?? (await freePort())
  const child = startApp({
    root: ROOT,
    port,
    host: '127.0.0.1',
    isDevelopment: false,
    environment: {
      ...process.env,
      ...DEMO,
      DATABASE_URL: options.databaseUrl,
      ATOMERA_DATA_DIR: options.dataDir,
      ATOMERA_KEY_ENCRYPTION_KEY: KEY_ENCRYPTION_KEY,
      ...options.env,
    },
    logFile: path.join(options.dataDir, 'logs/app.log'),
    isShown: false,
  })
  const url = `http://127.0.0.1:${port}`
  try {
    await untilHealthy(child, url)
  } catch (error) {
    await child.stop(STOP_LIMIT_MS)
    throw error
  }
  return { url, port, ...testProcess(child) }
}

export async function startEndpoint(options: { dataDir: string; stageSeconds?: number }): Promise<TestProcess & { address: LocalEndpointAddress }> {
  const child = startLocalEndpointChild({
    root: ROOT,
    environment: process.env,
    logFile: path.join(options.dataDir, 'logs/local-endpoint.log'),
    ...options,
  })
  try {
    return { address: await untilEndpointReady(child, options.dataDir), ...testProcess(child) }
  } catch (error) {
    await child.stop(STOP_LIMIT_MS)
    throw error
  }
}
