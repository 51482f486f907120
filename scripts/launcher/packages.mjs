// The npm packages: whether node_modules holds what package-lock.json asks for, and `npm ci` when it does not. Needs no package itself.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

function packagesIn(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : null
}

/** npm writes what it installed into node_modules; optional packages may be meant for other machines. */
export function arePackagesCurrent(root) {
  const installed = packagesIn(path.join(root, 'node_modules/.package-lock.json'))
  if (installed === null) return false
  return Object.entries(packagesIn(path.join(root, 'package-lock.json')))
    .filter((entry) => entry[0] !== '' && !entry[1].optional && !entry[1].devOptional)
    .every((entry) => installed[entry[0]] !== undefined && installed[entry[0]].version === entry[1].version)
}

/** How to call npm without a shell: through the npm that runs us, or the one beside this Node. */
export function npmCommand() {
  const beside = path.dirname(process.execPath)
  const candidates = [
    process.env.npm_execpath,
    path.join(beside, 'node_modules/npm/bin/npm-cli.js'),
    path.join(beside, '../lib/node_modules/npm/bin/npm-cli.js'),
  ]
  const script = candidates.find((file) => file && /npm-cli\.c?js$/.test(file) && existsSync(file))
  return script ? [process.execPath, script] : ['npm']
}

export function demandPackages() {
  if (arePackagesCurrent(ROOT)) return
  const started = Date.now()
  process.stdout.write('Installing the npm packages (once; about a minute)\n')
  const command = npmCommand()
  const ran = spawnSync(command[0], [...command.slice(1), 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (ran.status === 0) {
    process.stdout.write(`  done in ${Math.round((Date.now() - started) / 1000)} s\n`)
    return
  }
  process.stderr.write(`The npm packages could not be installed (${ran.error ? ran.error.message : `npm ended with ${ran.signal || ran.status}`}).\n`)
  process.exit(1)
}
