// A machine with Boltz-2 and a GPU, as far as our own programs can tell: a Python with a package of that name, weights, nvidia-smi.
// The package's command line is the stand-in of the worker's tests, which plays what the test names.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { PYTHON } from './runpod-worker'

const WORKER = path.resolve(import.meta.dirname, '../../worker')
const STEERED = path.join(WORKER, 'tests/steered_boltz.py')

function writeProgram(file: string, lines: string[]): void {
  writeFileSync(file, ['#!/bin/sh', ...lines, ''].join('\n'))
  chmodSync(file, 0o755)
}

/** As pip would have left it. */
export function installBoltzPackage(home: string): string {
  const folder = path.join(home, 'packages')
  mkdirSync(path.join(folder, 'boltz'), { recursive: true })
  mkdirSync(path.join(folder, 'boltz-2.2.1.dist-info'))
  writeFileSync(path.join(folder, 'boltz/__init__.py'), '')
  writeFileSync(path.join(folder, 'boltz/main.py'), `import runpy, sys\n\ndef cli():\n    sys.argv[1:1] = [${JSON.stringify(home)}]\n    runpy.run_path(${JSON.stringify(STEERED)}, run_name="__main__")\n`)
  writeFileSync(path.join(folder, 'boltz-2.2.1.dist-info/METADATA'), 'Metadata-Version: 2.1\nName: boltz\nVersion: 2.2.1\n')
  play(home, 'success')
  return folder
}

/** Files of the right names and sizes, without content that would take room. */
export function installWeights(home: string): void {
  const ask = 'import json; from atomera_worker.weights import WEIGHTS; print(json.dumps({name: file.size for name, file in WEIGHTS.items()}))'
  const sizes = z.record(z.string(), z.int()).parse(JSON.parse(execFileSync(PYTHON, ['-c', ask], { cwd: WORKER, encoding: 'utf8' })))
  for (const [name, size] of Object.entries({ ...sizes, 'mols.tar': 0 })) {
    writeFileSync(path.join(home, name), '')
    truncateSync(path.join(home, name), size)
  }
  mkdirSync(path.join(home, 'mols'), { recursive: true })
}

/** The folder of nvidia-smi, which shows 24 GB. */
export function installGpu(home: string): string {
  const folder = path.join(home, 'bin')
  mkdirSync(folder)
  writeProgram(path.join(folder, 'nvidia-smi'), ['case "$*" in *memory*) echo "Test GPU, 24576" ;; *) echo "Test GPU" ;; esac'])
  return folder
}

/** The Python of such a machine, for ATOMERA_BOLTZ_PYTHON. */
export function installStandInBoltz(home: string): string {
  const places = { packages: installBoltzPackage(home), programs: installGpu(home) }
  installWeights(home)
  const program = path.join(home, 'python')
  writeProgram(program, [
    `export PYTHONPATH="${places.packages}\${PYTHONPATH:+:$PYTHONPATH}" PATH="${places.programs}:$PATH" BOLTZ_CACHE="${home}"`,
    `exec "${PYTHON}" "$@"`,
  ])
  return program
}

/** What happens in the next run. */
export const play = (home: string, situation: string): void => writeFileSync(path.join(home, 'situation'), situation)
/** Lets the situation `halfway` go on. */
export const goOn = (home: string): void => writeFileSync(path.join(home, 'go-on'), '')
