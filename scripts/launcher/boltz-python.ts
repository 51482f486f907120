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
  /** What is there and of another size than it has to be, in words. */
  brokenWeights: z.array(z.string()),
})
type AskedPython = z.infer<typeof Found> & { program: string }
/** `program` has Boltz-2, and `serving` the worker's own packages. */
export type BoltzPython = { program: string; serving: string; boltz: string; gpu: z.infer<typeof Gpu> | null }

/** Boltz-2 would fetch what is missing within the first run, and a run that is ended meanwhile leaves a file that is cut off. */
const ASK = `
import json, os, subprocess, sys
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
def broken():
    sys.path.insert(0, sys.argv[1])
    from atomera_worker.weights import WEIGHTS
    sizes = {name: (cache / name).stat().st_size for name in WEIGHTS if (cache / name).exists()}
    return [f"{name} has {size} bytes instead of {WEIGHTS[name].size}" for name, size in sizes.items() if size != WEIGHTS[name].size]
boltz = of("boltz-community", "boltz")
print(json.dumps({"runpod": of("runpod"), "yaml": of("PyYAML"), "boltz": boltz, "gpu": gpu(), "missingWeights": missing, "brokenWeights": broken() if boltz else []}))
`

const ROOT = path.resolve(import.meta.dirname, '../..')
/** Fetches and checks the weights of Boltz-2, with the standard library alone. */
export const WEIGHTS_SCRIPT = path.join(ROOT, 'worker/atomera_worker/weights.py')
const WORKER = path.join(ROOT, 'worker')

/** Two, because Boltz-2 and RunPod's library do not agree on their packages. */
export type Venv = 'worker-venv' | 'boltz-venv'

/** Where --install puts it. */
export const installedPython = (dataDir: string, venv: Venv): string =>
  path.join(path.resolve(dataDir), venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')

const installed = (dataDir: string, venv: Venv): string[] => [installedPython(dataDir, venv)].filter((program) => existsSync(program))

/** @throws Refusal when the program is no Python */
function askPython(named: string): AskedPython {
  // Runs begin in other folders. Not the file behind it: the link of a virtual environment must stay one.
  const program = named.includes('/') || named.includes(path.sep) ? path.resolve(named) : named
  const { status, stdout, stderr, error } = spawnSync(program, ['-c', ASK, WORKER], { encoding: 'utf8', timeout: 60_000 })
  if (status !== 0) throw new Refusal(`${program} is not a Python that can be started (${error?.message ?? stderr.trim().split('\n').at(-1)}): name one with --python or ATOMERA_BOLTZ_PYTHON.`)
  return { program, ...Found.parse(JSON.parse(stdout)) }
}

/** From 1.10 on the library stops a single job; 1.12 is the one that was tried. */
const isOldRunpod = (found: string): boolean => {
  const [major = 0, minor = 0] = (found.split(' ')[1] ?? '').split('.').map(Number)
  return major < 1 || (major === 1 && minor < 12)
}

const canServe = ({ runpod, yaml }: AskedPython): boolean => runpod !== null && !isOldRunpod(runpod) && yaml !== null

/** A Python with the worker's own packages; null: none. */
function servingPython(dataDir: string, boltzPython: AskedPython): string | null {
  if (canServe(boltzPython)) return boltzPython.program
  const others = [...installed(dataDir, 'worker-venv'), 'python3'].map(tryPython)
  return others.find((python) => python !== null && canServe(python))?.program ?? null
}

function tryPython(program: string): AskedPython | null {
  try {
    return askPython(program)
  } catch (error) {
    if (error instanceof Refusal) return null
    throw error
  }
}

function weightsLack({ program, missingWeights, brokenWeights }: AskedPython): string | null {
  const where = 'in BOLTZ_CACHE, by default .boltz in the home folder'
  const fetch = `Fetch them, about 6 GB: ${program} ${WEIGHTS_SCRIPT}`
  if (missingWeights.length > 0) return `The weights of Boltz-2 are not there (${missingWeights.join(', ')} missing ${where}). ${fetch}`
  return brokenWeights.length > 0 ? `The weights of Boltz-2 were cut off, or are those of another version (${brokenWeights.join(', ')}, ${where}). ${fetch}` : null
}

/** `lack`: a sentence with its cure; null where there is no Boltz-2 at all. */
export type Search = { found: BoltzPython } | { found: null; lack: string | null }

/**
 * The Pythons that serve on this machine: the named one, else what --install has made, else the machine's own.
 * @throws Refusal when the named one is no Python
 */
export function findBoltzPython(dataDir: string, named: string | undefined): Search {
  const [begun] = installed(dataDir, 'boltz-venv')
  const python = named ? askPython(named) : tryPython(begun ?? 'python3')
  if (python === null || python.boltz === null) {
    return { found: null, lack: named === undefined && begun !== undefined ? `The Python in ${path.dirname(path.dirname(begun))} has no Boltz-2 yet: npm run worker -- --install goes on where it stopped.` : null }
  }
  const { program, boltz, gpu } = python
  const lack = weightsLack(python)
  if (lack !== null) return { found: null, lack }
  const serving = servingPython(dataDir, python)
  if (serving === null) return { found: null, lack: "No Python here has the worker's own packages: npm run worker -- --install makes one, or python3 -m pip install -r worker/requirements.txt." }
  return { found: { program, serving, boltz, gpu } }
}

/** @throws Refusal with the cure when this machine cannot serve */
export function demandBoltzPython(dataDir: string, named: string | undefined): BoltzPython {
  const search = findBoltzPython(dataDir, named)
  if (search.found !== null) return search.found
  throw new Refusal(search.lack ?? `${named ?? 'python3'} has no Boltz-2: npm run worker -- --install makes a Python that has it, or name another one with --python or ATOMERA_BOLTZ_PYTHON.`)
}

/** What a run without a GPU would mean. */
export const CPU_WORDS = 'On a processor alone, UCSF ChimeraX measured about a minute for a complex of 129 tokens and an hour for 911 (Intel i9, structure only). Add --cpu if that will do.'
