// The embedded PostgreSQL of a data folder: made once, started, stopped. Refuses to leave a server behind when the start fails.
import { randomBytes } from 'node:crypto'
import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process'
import { chownSync, closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { freePort, isPortFree } from './ports'
import { preparePostgresHome, type PostgresHome } from './postgres-home'
import { readSecretFile, writeSecretFile } from './secret-file'
import { Refusal, wordsOf } from './refusal'

const DATABASE = 'atomera'
const USER = 'atomera'
const START_LIMIT_MS = 60_000

type Access = { port: number; password: string }
export type Postgres = { url: string; folder: string; exited: Promise<string>; stop(): Promise<void> }
export type PostgresOptions = {
  dataDir: string
  logFile: string
  say?: (line: string) => void
  /** For tests: no flushing to disk. A power cut may then lose the database. */
  forgetful?: boolean
}

function urlOf(access: Access, database: string): string {
  return `postgresql://${USER}:${access.password}@127.0.0.1:${access.port}/${database}`
}

/** A clean environment: PG* variables and a foreign locale of the caller would change what the server does. */
function spawnOptions(home: PostgresHome): SpawnOptions {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'TMP'].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))
  const environment: NodeJS.ProcessEnv = { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' }
  return { cwd: path.parse(home.folder).root, env: environment, windowsHide: true, ...(home.user ?? {}) }
}

function createCluster(home: PostgresHome, cluster: string, password: string, forgetful: boolean): void {
  const fresh = `${cluster}.new`
  const passwordFile = path.join(home.folder, 'password')
  rmSync(fresh, { recursive: true, force: true })
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (home.user) chownSync(passwordFile, home.user.uid, home.user.gid)
  const flags = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  const made = spawnSync(
    home.binaries.initdb,
    ['-D', fresh, '-U', USER, `--pwfile=${passwordFile}`, ...flags, ...(forgetful ? ['--no-sync'] : [])],
    { ...spawnOptions(home), encoding: 'utf8' },
  )
  rmSync(passwordFile, { force: true })
  if (made.status !== 0) {
    rmSync(fresh, { recursive: true, force: true })
    throw new Refusal(`The embedded database could not be made in ${home.folder}: ${lastLine(String(made.stderr)) ?? wordsOf(made.error)}`)
  }
  renameSync(fresh, cluster)
}

function lastLine(text: string): string | null {
  return text.trim().split('\n').filter((line) => line.trim() !== '').at(-1) ?? null
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function createDatabase(access: Access): Promise<void> {
  const client = new pg.Client({ connectionString: urlOf(access, 'postgres') })
  await client.connect()
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE])
    if (found.rowCount === 0) await client.query(`create database ${DATABASE}`)
  } finally {
    await client.end()
  }
}

function stopServer(home: PostgresHome, cluster: string): Promise<void> {
  return new Promise((resolve) => {
    const stopping = spawn(home.binaries.pgCtl, ['stop', '-D', cluster, '-m', 'fast', '-w', '-t', '30'], { ...spawnOptions(home), stdio: 'ignore' })
    stopping.on('close', () => resolve())
    stopping.on('error', () => resolve())
  })
}

function launchServer(home: PostgresHome, cluster: string, port: number, options: PostgresOptions): ChildProcess {
  const log = openSync(options.logFile, 'a', 0o600)
  const settings = ['unix_socket_directories=', 'log_timezone=UTC', 'timezone=UTC']
  if (options.forgetful) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off')
  const flags = settings.flatMap((setting) => ['-c', setting])
  // Detached: Ctrl-C reaches the whole group, and the database must outlive the app.
  const server = spawn(home.binaries.postgres, ['-D', cluster, '-h', '127.0.0.1', '-p', String(port), ...flags], {
    ...spawnOptions(home),
    stdio: ['ignore', log, log],
    detached: true,
  })
  closeSync(log)
  return server
}

function endOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    server.on('error', (error) => resolve(error.message))
    server.on('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `ended with code ${code}`))
  })
}

async function untilReady(access: Access, exited: Promise<string>, logFile: string): Promise<void> {
  let end: string | null = null
  void exited.then((words) => (end = words))
  for (const deadline = Date.now() + START_LIMIT_MS; Date.now() < deadline; ) {
    if (await answers(urlOf(access, 'postgres'))) return
    if (end !== null) throw new Refusal(`The embedded database ${end}: ${lastLine(readFileSync(logFile, 'utf8')) ?? 'it wrote nothing'} (${logFile})`)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  throw new Refusal(`The embedded database did not answer within ${START_LIMIT_MS / 1000} s; see ${logFile}`)
}

/** Port and password are drawn once and kept beside the data; a port that somebody else took is drawn anew. */
async function accessTo(dataDir: string, cluster: string, home: PostgresHome): Promise<Access> {
  const file = path.join(dataDir, 'postgres.json')
  const kept = existsSync(cluster) ? readSecretFile<Access>(file) : null
  if (existsSync(cluster) && kept === null) throw new Refusal(`The password of the embedded database is lost (${file}); restore it, or start over with --reset.`)
  // Left behind by a launcher that was killed. Its password proves that it is ours, so it may be stopped.
  if (kept !== null && (await answers(urlOf(kept, 'postgres')))) await stopServer(home, cluster)
  const usable = kept !== null && (await isPortFree(kept.port, '127.0.0.1'))
  const access = { port: usable ? kept.port : await freePort(), password: kept?.password ?? randomBytes(24).toString('base64url') }
  writeSecretFile(file, access)
  return access
}

/** The address of this data folder's database when it runs already, else null. */
export async function runningPostgres(dataDir: string): Promise<string | null> {
  const access = readSecretFile<Access>(path.join(dataDir, 'postgres.json'))
  return access !== null && (await answers(urlOf(access, DATABASE))) ? urlOf(access, DATABASE) : null
}

export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const home = preparePostgresHome(options.dataDir, options.say ?? (() => undefined))
  const cluster = path.join(home.folder, 'pg')
  const access = await accessTo(options.dataDir, cluster, home)
  if (!existsSync(cluster)) createCluster(home, cluster, access.password, options.forgetful ?? false)
  const server = launchServer(home, cluster, access.port, options)
  const exited = endOf(server)
  const stop = () => stopServer(home, cluster)
  try {
    await untilReady(access, exited, options.logFile)
    await createDatabase(access)
  } catch (error) {
    await stop()
    throw error
  }
  server.unref()
  return { url: urlOf(access, DATABASE), folder: home.folder, exited, stop }
}
