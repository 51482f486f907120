// The app as a child of the launcher: built when its sources changed, started, waited for until its own health check is content.
import { createRequire } from 'node:module'
import type { EnvValues } from '@/lib/env-schema'
import { startChild, tailOf, type Child } from './child'
import type { DataFolder } from './data-folder'
import { step } from './progress'
import { Refusal } from './refusal'
import type { Running } from './running'
import { isBuildCurrent } from './sources.mjs'

const HEALTH_LIMIT_MS = 60_000
export type AppOptions = { root: string; port: number; host: string; isDevelopment: boolean; environment: EnvValues; logFile: string; isShown: boolean }

async function runScript(script: string, root: string, folder: DataFolder, running: Running): Promise<void> {
  const logFile = folder.logFile('build')
  const child = startChild({ nodeArguments: [`scripts/${script}`], environment: process.env, cwd: root, logFile })
  await running.own(1, () => child.stop(2000))
  const end = await child.exited
  if (end !== 'ended with code 0' && !running.isStopping()) throw new Refusal(`scripts/${script} ${end} (${logFile}):\n${tailOf(logFile, 25)}`)
}

/** The development server compiles by itself and needs only what is generated. */
export async function prepareApp(root: string, isDevelopment: boolean, folder: DataFolder, running: Running): Promise<void> {
  if (isDevelopment) return step('Generating', () => runScript('prepare-development.mjs', root, folder, running))
  if (isBuildCurrent(root)) return
  await step('Building the pages (the sources changed; about a minute)', () => runScript('build.mjs', root, folder, running))
}

/** As this machine reaches it; a server that listens everywhere listens on the loopback address too. */
export function selfUrl({ host, port }: { host: string; port: number }): string {
  const isEverywhere = host === '0.0.0.0' || host === '::'
  return `http://${isEverywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host}:${port}`
}

/** The server sees to its own end (NEXT_MANUAL_SIG_HANDLE): Next's handler would cut off a submit whose answer is on its way. */
export function startApp(options: AppOptions): Child {
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next')
  return startChild({
    nodeArguments: [next, options.isDevelopment ? 'dev' : 'start', '-H', options.host, '-p', String(options.port)],
    environment: { ...options.environment, ATOMERA_SELF_URL: selfUrl(options), NODE_ENV: options.isDevelopment ? 'development' : 'production', NEXT_TELEMETRY_DISABLED: '1', NEXT_MANUAL_SIG_HANDLE: 'true' },
    cwd: options.root,
    logFile: options.logFile,
    isShown: options.isShown,
  })
}

async function healthAt(url: string): Promise<{ isFine: boolean; words: string }> {
  try {
    const answer = await fetch(new URL('/api/health', url), { signal: AbortSignal.timeout(10_000) })
    return { isFine: answer.ok, words: `${answer.status} ${(await answer.text()).slice(0, 500)}` }
  } catch (error) {
    return { isFine: false, words: error instanceof Error ? error.message : String(error) }
  }
}

export async function untilHealthy(child: Child, url: string, limitMs = HEALTH_LIMIT_MS): Promise<void> {
  let end: string | null = null
  let words = ''
  void child.exited.then((reason) => (end = reason))
  for (const deadline = Date.now() + limitMs; Date.now() < deadline; ) {
    const health = await healthAt(url)
    if (end !== null) throw new Refusal(`The app ${end} (${child.logFile}):\n${tailOf(child.logFile, 20)}`)
    if (health.isFine) return
    words = health.words
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Refusal(`The app is not well after ${limitMs / 1000} s: ${words} (${child.logFile})\n${tailOf(child.logFile, 20)}`)
}
