// `npm run worker -- --install`: two virtual environments, one with Boltz-2 and one with what the worker needs, and Boltz-2's weights.
// Refuses a Python that Boltz-2 does not run on.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { installedPython, WEIGHTS_SCRIPT, type Venv } from './boltz-python'
import { Refusal } from './refusal'

/** Boltz 2.2.1 asks for packages that have no builds for Python 3.13; the worker's own code for 3.11. */
const FITS = 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 12) else 1)'
const USUAL = ['python3.12', 'python3.11', 'python3']

const fits = (program: string): boolean => spawnSync(program, ['-c', FITS]).status === 0

function run(program: string, words: string[], failed: string): void {
  const { status, error } = spawnSync(program, words, { stdio: 'inherit' })
  if (status !== 0) throw new Refusal(`${failed}${error === undefined ? '' : ` (${error.message})`}`)
}

function makeVenv(base: string, dataDir: string, venv: Venv, requirements: string): string {
  const inside = installedPython(dataDir, venv)
  const folder = path.dirname(path.dirname(inside))
  run(base, ['-m', 'venv', folder], 'The virtual environment could not be made: does this Python come with venv (Debian: apt install python3-venv)?')
  run(inside, ['-m', 'pip', 'install', '--disable-pip-version-check', '-r', requirements], 'The packages could not be installed; the words above say why. The same command goes on from here.')
  return inside
}

/** @throws Refusal with the step that failed; the same command goes on where it stopped */
export function installWorker(root: string, dataDir: string, named: string | undefined): void {
  const base = [named ?? USUAL].flat().find(fits)
  if (base === undefined) throw new Refusal(`${named ?? 'python3'} is no Python 3.11 or 3.12, which Boltz-2 and the worker need: name one with --python.`)
  console.log(`Installing the worker's packages and Boltz-2 (several GB) in ${path.resolve(dataDir)}`)
  makeVenv(base, dataDir, 'worker-venv', path.join(root, 'worker/requirements.txt'))
  const boltzPython = makeVenv(base, dataDir, 'boltz-venv', path.join(root, 'worker/requirements-boltz.txt'))
  console.log('Fetching the weights of Boltz-2 (about 6 GB)')
  run(boltzPython, [WEIGHTS_SCRIPT], 'The weights could not be fetched; the words above say why. The same command goes on from here.')
  console.log('Ready: npm run up starts this worker by itself, and npm run worker by hand.')
}
