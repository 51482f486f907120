// What the tests need beyond npm: a Chromium and a Python with PyYAML and RunPod's library. Found on the machine, else installed; null with a sentence when neither works.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { findChromium, findPlaywrightChromium } from './chromium.mjs'
import { packageProgram, ROOT } from './tasks.mjs'

const PYTHON_PACKAGES = ['PyYAML==6.0.3', 'runpod==1.12.0']
const PYTHON_FOLDER = path.join(ROOT, '.venv')

function succeeds(command, options = {}) {
  const ran = spawnSync(command[0], command.slice(1), { encoding: 'utf8', ...options })
  if (ran.status !== 0 && options.isTold) process.stdout.write(`${ran.stdout ?? ''}${ran.stderr ?? ''}${ran.error?.message ?? ''}\n`)
  return ran.status === 0
}

/** Debian's own package, for containers; its index may be missing. */
function installWithApt() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  succeeds(['/usr/bin/apt-get', 'update', '-qq'], { env, isTold: true })
  succeeds(['/usr/bin/apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env, isTold: true })
}

export async function demandChromium() {
  const found = findChromium() ?? (await findPlaywrightChromium())
  if (found !== null) return found
  process.stdout.write('Installing a Chromium\n')
  if (succeeds(packageProgram('@playwright/test/cli.js', 'install', 'chromium'), { timeout: 300_000 })) return findPlaywrightChromium()
  installWithApt()
  const installed = findChromium()
  if (installed === null) process.stdout.write('No Chromium could be found or installed: install one, or name it in CHROMIUM_PATH.\n')
  return installed
}

const hasPackages = (python, env) => succeeds([python, '-c', 'import yaml, runpod'], { env: { ...process.env, ...env } })

/** Some Pythons come without ensurepip and can not make a whole venv: then the package goes into a folder beside it. */
function installIntoFolder(python) {
  const folder = path.join(PYTHON_FOLDER, 'packages')
  const env = { PYTHONPATH: folder }
  if (hasPackages(python, env)) return env
  mkdirSync(folder, { recursive: true })
  succeeds([python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', folder, ...PYTHON_PACKAGES], { isTold: true })
  return hasPackages(python, env) ? env : null
}

function installIntoVenv(python) {
  const inside = path.join(PYTHON_FOLDER, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
  if (existsSync(inside) && hasPackages(inside, {})) return inside
  if (!succeeds([python, '-m', 'venv', '--clear', PYTHON_FOLDER])) return null
  succeeds([inside, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PYTHON_PACKAGES], { isTold: true })
  return hasPackages(inside, {}) ? inside : null
}

/** The environment under which the tests find a Python with these packages: ATOMERA_TEST_PYTHON, and PYTHONPATH when needed. */
export function demandPython() {
  const given = process.env.ATOMERA_TEST_PYTHON
  if (given && hasPackages(given, {})) return { ATOMERA_TEST_PYTHON: given }
  for (const python of ['python3', 'python']) {
    if (!succeeds([python, '--version'])) continue
    const inside = installIntoVenv(python)
    if (inside !== null) return { ATOMERA_TEST_PYTHON: inside }
    const env = installIntoFolder(python)
    if (env !== null) return { ATOMERA_TEST_PYTHON: python, ...env }
    if (hasPackages(python, {})) return { ATOMERA_TEST_PYTHON: python }
  }
  process.stdout.write('No Python with PyYAML and runpod could be found or made: install Python 3 with venv or pip.\n')
  return null
}
