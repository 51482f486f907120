// Whether this machine runs Boltz-2 for this installation: found, and started as a child of the launcher. Refuses a Python that was named and cannot serve.
import { hostname } from 'node:os'
import path from 'node:path'
import { GPU_TOKEN_LIMITS } from '@/lib/complexes/estimate'
import type { EnvValues } from '@/lib/env-schema'
import { CPU_WORDS, demandBoltzPython, findBoltzPython, type BoltzPython } from './boltz-python'
import { startChild, type Child } from './child'
import { Refusal } from './refusal'

/** `python`: what runs here; null: nothing, for the reason in `words` when there is one to tell. */
export type OwnWorker = { python: BoltzPython; words: string } | { python: null; words: string | null }

/** What the app has to know of it, where nothing was set. */
export function ownWorkerSettings(settings: EnvValues, { python }: OwnWorker): EnvValues {
  if (python === null) return {}
  return { LOCAL_WORKER: 'real', LOCAL_MAX_TOKENS: settings.LOCAL_MAX_TOKENS ?? String(ownTokenLimit(python.gpu)) }
}

/** For a reconciler of its own beside this start: it has to choose the same endpoint. */
export const foundSettingsFile = (dataDir: string): string => path.join(dataDir, 'own-worker.json')

/** A card shows a little less than it is sold with. */
const SOLD_SHARE = 0.95
/** A complex of so many tokens takes a processor about ten minutes (from the same measurements as CPU_WORDS). */
const CPU_TOKENS = 400
/** GPUs below the smallest of the table; 16 GB is the practical minimum by Boltz's maintainers (#166). */
const SMALL_GPU_TOKENS = 700

/** Largest complex for this machine, in tokens. */
export function ownTokenLimit(gpu: BoltzPython['gpu']): number {
  if (gpu === null) return CPU_TOKENS
  if (gpu.memoryMib === null) return GPU_TOKEN_LIMITS[0].maxTokens
  const memoryGb = gpu.memoryMib / 1024
  return GPU_TOKEN_LIMITS.findLast((limit) => memoryGb >= limit.memoryGb * SOLD_SHARE)?.maxTokens ?? SMALL_GPU_TOKENS
}

/** @throws Refusal when ATOMERA_BOLTZ_PYTHON names a Python that cannot serve */
export function findOwnWorker(settings: EnvValues, dataDir: string, isCpuWanted: boolean): OwnWorker {
  const named = settings.ATOMERA_BOLTZ_PYTHON
  if (settings.LOCAL_WORKER === 'simulated') {
    return { python: null, words: named ? 'ATOMERA_BOLTZ_PYTHON names a Python with Boltz-2, and LOCAL_WORKER=simulated keeps it from being used.' : null }
  }
  const search = named ? { found: demandBoltzPython(dataDir, named) } : findBoltzPython(dataDir, undefined)
  if (search.found === null) return { python: null, words: search.lack && `Boltz-2 is on this machine but cannot serve: ${search.lack}` }
  const { boltz, gpu } = search.found
  if (gpu === null && !isCpuWanted && named) throw new Refusal(`ATOMERA_BOLTZ_PYTHON names a Python with Boltz-2, but this machine has no GPU that nvidia-smi shows. ${CPU_WORDS} LOCAL_WORKER=simulated starts without it.`)
  if (gpu === null && !isCpuWanted) return { python: null, words: `Boltz-2 is on this machine, but no GPU that nvidia-smi shows. ${CPU_WORDS}` }
  return { python: search.found, words: `${boltz} on ${gpu?.name ?? 'the processor'}` }
}

export function startWorkerChild({ root, dataDir, environment, logFile, python }: { root: string; dataDir: string; environment: EnvValues; logFile: string; python: BoltzPython }): Child {
  const flags = ['--data', dataDir, '--python', python.program, '--name', `${hostname().replaceAll(/[^\w-]/g, '-').slice(-60)}-up`, '--stop-at-once', ...(python.gpu === null ? ['--cpu'] : [])]
  return startChild({ nodeArguments: ['--conditions=react-server', '--import', 'tsx', 'scripts/worker.ts', ...flags], environment, cwd: root, logFile })
}
