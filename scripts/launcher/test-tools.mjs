// What the tests need beyond npm: a Chromium and a Python with the packages of the worker's tests. Found on the machine, else installed; null with a sentence when neither works.
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { findChromium, findPlaywrightChromium } from './chromium.mjs'
import { packageProgram, ROOT } from './tasks.mjs'

const REQUIREMENTS = path.join(ROOT, 'worker/requirements-test.txt')
const PYTHON_FOLDER = path.join(ROOT, '.venv')

function succeeds(command, { isTold = false, ...options } = {}) {
  return new Promise((resolve) => {
    const child = execFile(command[0], command.slice(1), { maxBuffer: Infinity, ...options }, (error, stdout, stderr) => {
      if (error !== null && isTold) process.stdout.write(`${stdout}${stderr}${error.message}\n`)
      resolve(error === null)
    })
    child.stdin?.end()
  })
}

/** Debian's own package, for containers; its index may be missing. */
async function installWithApt() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await succeeds(['/usr/bin/apt-get', 'update', '-qq'], { env, isTold: true })
  await succeeds(['/usr/bin/apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env, isTold: true })
}

export async function demandChromium() {
  const found = findChromium() ?? (await findPlaywrightChromium())
  if (found !== null) return found
  process.stdout.write('Installing a Chromium\n')
  if (await succeeds(packageProgram('@playwright/test/cli.js', 'install', 'chromium'), { timeout: 300_000 })) return findPlaywrightChromium()
  await installWithApt()
  const installed = findChromium()
  if (installed === null) process.stdout.write('No Chromium could be found or installed: install one, or name it in CHROMIUM_PATH.\n')
  return installed
}

/** Ends well when every pinned package is installed in its version. */
const PINS = `
import sys
from importlib.metadata import version
for line in open(sys.argv[1], encoding="utf-8"):
    name, _, pinned = line.strip().partition("==")
    if pinned and version(name) != pinned:
        sys.exit(f"{name} is {version(name)}")
`

const hasPackages = (python, env) => succeeds([python, '-c', PINS, REQUIREMENTS], { env: { ...process.env, ...env } })
const install = (python, ...where) =>
  succeeds([python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...where, '-r', REQUIREMENTS], { isTold: true })

/** Some Pythons come without ensurepip and can not make a whole venv: then the packages go into a folder beside it. */
async function installIntoFolder(python) {
  const folder = path.join(PYTHON_FOLDER, 'packages')
  const env = { PYTHONPATH: folder }
  if (await hasPackages(python, env)) return env
  mkdirSync(folder, { recursive: true })
  await install(python, '--upgrade', '--target', folder)
  return (await hasPackages(python, env)) ? env : null
}

async function installIntoVenv(python) {
  const inside = path.join(PYTHON_FOLDER, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
  if (existsSync(inside) && (await hasPackages(inside, {}))) return inside
  if (!(await succeeds([python, '-m', 'venv', '--clear', PYTHON_FOLDER]))) return null
  await install(inside)
  return (await hasPackages(inside, {})) ? inside : null
}

/** The environment under which the tests find a Python with those packages: ATOMERA_TEST_PYTHON, and PYTHONPATH when needed. */
export async function demandPython() {
  const given = process.env.ATOMERA_TEST_PYTHON
  if (given && (await hasPackages(given, {}))) return { ATOMERA_TEST_PYTHON: given }
  for (const python of ['python3', 'python']) {
    if (!(await succeeds([python, '-c', 'import sys; sys.exit(sys.version_info < (3, 11))']))) continue
    const inside = await installIntoVenv(python)
    if (inside !== null) return { ATOMERA_TEST_PYTHON: inside }
    const env = await installIntoFolder(python)
    if (env !== null) return { ATOMERA_TEST_PYTHON: python, ...env }
    if (await hasPackages(python, {})) return { ATOMERA_TEST_PYTHON: python }
  }
  process.stdout.write('No Python with the packages of worker/requirements-test.txt could be found or made: install Python 3.11 or newer with venv or pip.\n')
  return null
}
