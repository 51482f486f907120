// Where the embedded database lives and as whom it runs. Root can not run it, so root lends it to a user that must be able to reach it.
import { createHash } from 'node:crypto'
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { binariesIn, installedBinaries, type PostgresBinaries } from './postgres-binaries'
import { Refusal } from './refusal'

export type PostgresHome = {
  folder: string
  binaries: PostgresBinaries
  /** Null: as whoever runs the launcher. */
  user: { uid: number; gid: number } | null
}

const LENT_TO = ['postgres', 'nobody']
/** Outside every temporary folder, because those are emptied by the system. */
const FOLDER_FOR_ALL = '/var/lib/atomera'

function lentUser(): { uid: number; gid: number } {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'))
  for (const name of LENT_TO) {
    const fields = lines.find((line) => line[0] === name)
    if (fields) return { uid: Number(fields[2]), gid: Number(fields[3]) }
  }
  throw new Refusal('PostgreSQL does not run as root and this machine has no user "postgres" or "nobody"; start as a normal user.')
}

/** Whether every folder above the path lets other users through. */
export function othersMayEnter(file: string): boolean {
  for (let folder = realpathSync(file); ; folder = path.dirname(folder)) {
    if (statSync(folder).isDirectory() && (statSync(folder).mode & 0o001) === 0) return false
    if (folder === path.dirname(folder)) return true
  }
}

function folderForAll(dataDir: string): string {
  const name = createHash('sha256').update(realpathSync(dataDir)).digest('hex').slice(0, 16)
  return path.join(FOLDER_FOR_ALL, name)
}

function copiedBinaries(installed: PostgresBinaries, folder: string): PostgresBinaries {
  const copy = path.join(folder, 'native')
  if (!existsSync(copy)) {
    rmSync(`${copy}.new`, { recursive: true, force: true })
    cpSync(installed.folder, `${copy}.new`, { recursive: true, verbatimSymlinks: true })
    renameSync(`${copy}.new`, copy)
  }
  return binariesIn(copy)
}

/** Every place where the database of this data folder may lie. */
export function postgresFolders(dataDir: string): string[] {
  return [path.join(dataDir, 'postgres'), folderForAll(dataDir)]
}

/** The folder is made, owned by the user the database runs as; `say` tells when it lies outside the data folder. */
export function preparePostgresHome(dataDir: string, say: (line: string) => void): PostgresHome {
  const installed = installedBinaries()
  const near = path.join(dataDir, 'postgres')
  if (process.getuid?.() !== 0) {
    mkdirSync(near, { recursive: true, mode: 0o700 })
    return { folder: near, binaries: installed, user: null }
  }
  const user = lentUser()
  const reachable = othersMayEnter(dataDir) && othersMayEnter(installed.postgres)
  const folder = reachable ? near : folderForAll(dataDir)
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  chownSync(folder, user.uid, user.gid)
  if (reachable) return { folder, binaries: installed, user }
  chmodSync(path.dirname(folder), 0o755)
  say(`Only root may enter ${dataDir}, and PostgreSQL does not run as root: the database is kept in ${folder}`)
  return { folder, binaries: copiedBinaries(installed, folder), user }
}
