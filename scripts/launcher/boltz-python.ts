// The Python that has Boltz-2, and what it can use. Asked, not guessed; what is missing comes with its cure.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { Refusal } from './refusal'

const Gpu = z.object({ name: z.string(), memoryMib: z.number().nullable() })
const Found = z.object({
  runpod: z.string().nullable(),
  yaml: z.string().nullable(),
  boltz: z.string().nullable(),
  gpu: Gpu.nullable(),
  missingWeights: z.array(z.string()),
})
export type BoltzPython = z.infer<typeof Found> & { program: string }

/** Boltz-2 would fetch what is missing within the first run, and a run that is ended meanwhile leaves a file that is cut off. */
const ASK = `
import json, os, subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
def of(*names):
    for name in names:
        try:
            return f"{name} {version(name)}"
        except PackageNotFoundError:
            pass
def gpu():
    try:
        said = subprocess.run(["nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader,nounits"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.SubprocessError):
        return None
    lines = said.stdout.strip().splitlines()
    if said.returncode != 0 or not lines:
        return None
    name, _, memory = lines[0].rpartition(",")
    return {"name": name.strip(), "memoryMib": int(memory) if memory.strip().isdigit() else None}
cache = Path(os.environ.get("BOLTZ_CACHE") or Path.home() / ".boltz")
weights = ["boltz2_conf.ckpt", "boltz2_aff.ckpt", "mols.tar", "mols"]
missing = [name for name in weights if not (cache / name).exists()]
print(json.dumps({"runpod": of("runpod"), "yaml": of("PyYAML"), "boltz": of("boltz-community", "boltz"), "gpu": gpu(), "missingWeights": missing}))
`

export const FETCH_WEIGHTS = `import os; from pathlib import Path; from boltz.main import download_boltz2; cache = Path(os.environ.get('BOLTZ_CACHE') or Path.home() / '.boltz'); cache.mkdir(parents=True, exist_ok=True); download_boltz2(cache)`

/** Where --install puts it. */
export const installedPython = (dataDir: string): string =>
  path.join(path.resolve(dataDir), 'worker-venv', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')

/** The one that is named, else the one that --install made, else the machine's own. */
export function pythonFor(dataDir: string, named: string | undefined): string {
  if (named) return named
  const installed = installedPython(dataDir)
  return existsSync(installed) ? installed : 'python3'
}

/** @throws Refusal when the program is no Python */
export function askPython(named: string): BoltzPython {
  // Runs begin in other folders. Not the file behind it: the link of a virtual environment must stay one.
  const program = named.includes('/') || named.includes(path.sep) ? path.resolve(named) : named
  const { status, stdout, stderr, error } = spawnSync(program, ['-c', ASK], { encoding: 'utf8', timeout: 60_000 })
  if (status !== 0) throw new Refusal(`${program} is not a Python that can be started (${error?.message ?? stderr.trim().split('\n').at(-1)}): name one with --python or ATOMERA_BOLTZ_PYTHON.`)
  return { program, ...Found.parse(JSON.parse(stdout)) }
}

/** From 1.10 on the library stops a single job; 1.12 is the one that was tried. */
const isOldRunpod = (found: string): boolean => {
  const [major = 0, minor = 0] = (found.split(' ')[1] ?? '').split('.').map(Number)
  return major < 1 || (major === 1 && minor < 12)
}

/** What it lacks to serve jobs, with the command that brings it; null: nothing. */
export function lackOf({ program, runpod, yaml, boltz, missingWeights }: BoltzPython): string | null {
  const missing = [
    ...(boltz === null ? ['boltz==2.2.1'] : []),
    ...(runpod === null || isOldRunpod(runpod) ? ["'runpod>=1.12,<2'"] : []),
    ...(yaml === null ? ["'PyYAML>=6.0.2,<7'"] : []),
  ]
  if (missing.length > 0) {
    const install = `run ${program} -m pip install ${missing.join(' ')}`
    return `${program} lacks ${missing.length === 1 ? 'a package' : 'packages'} of the worker: ${install}, let npm run worker -- --install make a Python that has all of them, or name another one with --python or ATOMERA_BOLTZ_PYTHON.`
  }
  if (missingWeights.length > 0) {
    return `The weights of Boltz-2 are not there (${missingWeights.join(', ')} missing in BOLTZ_CACHE, by default .boltz in the home folder). Fetch them, about 6 GB: ${program} -c "${FETCH_WEIGHTS}"`
  }
  return null
}

/** @throws Refusal when the program is no Python, or lacks a package or the weights */
export function demandBoltzPython(named: string): BoltzPython {
  const found = askPython(named)
  const lack = lackOf(found)
  if (lack !== null) throw new Refusal(lack)
  return found
}

/** What a run without a GPU would mean. */
export const CPU_WORDS = 'On a processor alone, UCSF ChimeraX measured about a minute for a complex of 129 tokens and an hour for 911 (Intel i9, structure only). Add --cpu if that will do.'
