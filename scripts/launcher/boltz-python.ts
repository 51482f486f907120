// The Python that has Boltz-2, and what it can use. Asked, not guessed; what is missing comes with its cure.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { z } from 'zod'
import { Refusal } from './refusal'

const Found = z.object({
  runpod: z.string().nullable(),
  yaml: z.string().nullable(),
  boltz: z.string().nullable(),
  gpu: z.string().nullable(),
  missingWeights: z.array(z.string()),
})
export type BoltzPython = { program: string; boltz: string; gpu: string | null }

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
        said = subprocess.run(["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"], capture_output=True, text=True, timeout=20)
        return said.stdout.strip().splitlines()[0] if said.returncode == 0 and said.stdout.strip() else None
    except (OSError, subprocess.SubprocessError):
        return None
cache = Path(os.environ.get("BOLTZ_CACHE") or Path.home() / ".boltz")
weights = ["boltz2_conf.ckpt", "boltz2_aff.ckpt", "mols.tar", "mols"]
missing = [name for name in weights if not (cache / name).exists()]
print(json.dumps({"runpod": of("runpod"), "yaml": of("PyYAML"), "boltz": of("boltz-community", "boltz"), "gpu": gpu(), "missingWeights": missing}))
`

const FETCH = `import os; from pathlib import Path; from boltz.main import download_boltz2; cache = Path(os.environ.get('BOLTZ_CACHE') or Path.home() / '.boltz'); cache.mkdir(parents=True, exist_ok=True); download_boltz2(cache)`

/** From 1.10 on the library stops a single job; 1.12 is the one that was tried. */
const isOldRunpod = (found: string): boolean => {
  const [major = 0, minor = 0] = (found.split(' ')[1] ?? '').split('.').map(Number)
  return major < 1 || (major === 1 && minor < 12)
}

/** @throws Refusal when the program is no Python, or lacks a package or the weights */
export function demandBoltzPython(named: string): BoltzPython {
  // Runs begin in other folders. Not the file behind it: the link of a virtual environment must stay one.
  const program = named.includes('/') || named.includes(path.sep) ? path.resolve(named) : named
  const { status, stdout, stderr, error } = spawnSync(program, ['-c', ASK], { encoding: 'utf8', timeout: 60_000 })
  if (status !== 0) throw new Refusal(`${program} is not a Python that can be started (${error?.message ?? stderr.trim().split('\n').at(-1)}): name one with --python or ATOMERA_BOLTZ_PYTHON.`)
  const { runpod, yaml, boltz, gpu, missingWeights } = Found.parse(JSON.parse(stdout))
  const missing = [
    ...(boltz === null ? ['boltz==2.2.1'] : []),
    ...(runpod === null || isOldRunpod(runpod) ? ["'runpod>=1.12,<2'"] : []),
    ...(yaml === null ? ["'PyYAML>=6.0.2,<7'"] : []),
  ]
  if (boltz === null || missing.length > 0) {
    throw new Refusal(`${program} lacks ${missing.length === 1 ? 'a package' : 'packages'} of the worker: run ${program} -m pip install ${missing.join(' ')}, or name another Python with --python or ATOMERA_BOLTZ_PYTHON.`)
  }
  if (missingWeights.length > 0) {
    throw new Refusal(`The weights of Boltz-2 are not there (${missingWeights.join(', ')} missing in BOLTZ_CACHE, by default .boltz in the home folder). Fetch them, about 6 GB: ${program} -c "${FETCH}"`)
  }
  return { program, boltz, gpu }
}
