// `npm run worker -- --install`: a virtual environment with Boltz-2 and what the worker needs, and Boltz-2's weights. Refuses a Python that Boltz-2 does not run on.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { FETCH_WEIGHTS, askPython, installedPython } from './boltz-python'
import { Refusal } from './refusal'

/** Boltz 2.2.1 wants a Python below 3.13; the worker one from 3.11 on. */
const FITS = 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 12) else 1)'

function run(program: string, words: string[], failed: string): void {
  const { status, error } = spawnSync(program, words, { stdio: 'inherit' })
  if (status !== 0) throw new Refusal(`${failed}${error === undefined ? '' : ` (${error.message})`}`)
}

/** @throws Refusal with the step that failed; the same command goes on where it stopped */
export function installWorker(root: string, dataDir: string, base: string): void {
  if (spawnSync(base, ['-c', FITS]).status !== 0) throw new Refusal(`${base} is no Python 3.11 or 3.12, which Boltz-2 and the worker need: name one with --python.`)
  const inside = installedPython(dataDir)
  const folder = path.dirname(path.dirname(inside))
  console.log(`Making a virtual environment in ${folder}`)
  run(base, ['-m', 'venv', folder], 'The virtual environment could not be made: does this Python come with venv (Debian: apt install python3-venv)?')
  console.log('Installing Boltz-2 and the worker\'s packages (several GB)')
  run(inside, ['-m', 'pip', 'install', '--disable-pip-version-check', '-r', path.join(root, 'worker/requirements.txt')], 'The packages could not be installed; the words above say why. The same command goes on from here.')
  if (askPython(inside).missingWeights.length > 0) {
    console.log('Fetching the weights of Boltz-2 (about 6 GB)')
    run(inside, ['-c', FETCH_WEIGHTS], 'The weights could not be fetched; the words above say why. The same command goes on from here.')
  }
  console.log(`Ready: npm run up starts this worker by itself, and npm run worker by hand.`)
}
