// The Python that has Boltz-2, and what it can use. Asked, not guessed; what is missing comes with its cure.
import { spawnSync } from 'node:child_process'
import { z } from 'zod'
import { Refusal } from './refusal'

const Found = z.object({ runpod: z.string().nullable(), yaml: z.string().nullable(), boltz: z.string().nullable(), gpu: z.string().nullable() })
export type BoltzPython = { program: string; boltz: string; gpu: string | null }

const ASK = `
import json, subprocess
from importlib.metadata import PackageNotFoundError, version
def of(*names):
    for name in names:
        try:
            return f"{name} {version(name)}"
        except PackageNotFoundError:
            pass
def gpu():
    try:
        said = subprocess.run(["nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader"], capture_output=True, text=True, timeout=20)
        return said.stdout.strip().splitlines()[0] if said.returncode == 0 and said.stdout.strip() else None
    except OSError:
        return None
print(json.dumps({"runpod": of("runpod"), "yaml": of("PyYAML"), "boltz": of("boltz-community", "boltz"), "gpu": gpu()}))
`

/**
 * @throws Refusal when the program is no Python, or lacks a package
 */
export function demandBoltzPython(program: string): BoltzPython {
  const { status, stdout, stderr, error } = spawnSync(program, ['-c', ASK], { encoding: 'utf8', timeout: 60_000 })
  if (status !== 0) throw new Refusal(`${program} is not a Python that can be started (${error?.message ?? stderr.trim().split('\n').at(-1)}): name one with --python or ATOMERA_BOLTZ_PYTHON.`)
  const { runpod, yaml, boltz, gpu } = Found.parse(JSON.parse(stdout))
  const missing = [...(boltz === null ? ['boltz==2.2.1'] : []), ...(runpod === null ? ["'runpod>=1.12,<2'"] : []), ...(yaml === null ? ["'PyYAML>=6.0.2,<7'"] : [])]
  if (boltz === null || missing.length > 0) {
    throw new Refusal(`${program} lacks ${missing.length === 1 ? 'a package' : 'packages'} of the worker: run ${program} -m pip install ${missing.join(' ')}, or name another Python with --python or ATOMERA_BOLTZ_PYTHON.`)
  }
  return { program, boltz, gpu }
}
