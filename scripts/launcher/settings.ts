// The settings of one start: .env below the environment. Refuses unknown and malformed ones, all in one list.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'dotenv'
import { envFileFaults, faultsTogether, VARIABLE_NAMES, type EnvFault, type EnvValues } from '@/lib/env-schema'
import { Refusal } from './refusal'

function listOf(faults: EnvFault[], where: string): string[] {
  return faults.map((fault) => `  ${fault.name} ${fault.message} (${where})`)
}

/** A blank in the environment does not hide a value in .env. */
function set(values: EnvValues): EnvValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value?.trim()))
}

export function readSettings(root: string, environment: EnvValues): EnvValues {
  const file = path.join(root, '.env')
  const written: EnvValues = existsSync(file) ? parse(readFileSync(file)) : {}
  const given = set(Object.fromEntries(VARIABLE_NAMES.map((name) => [name, environment[name]])))
  const settings = { ...set(written), ...given }
  const faults = [...listOf(envFileFaults(written), '.env'), ...listOf(envFileFaults(given), 'environment'), ...listOf(faultsTogether(settings), '.env and environment')]
  if (faults.length > 0) throw new Refusal(`The settings have faults; .env.example explains each:\n${faults.join('\n')}`)
  return settings
}

/** Both are needed for a run on RunPod, so both together are what could be spent by a stranger. */
export function isRunPodConfigured(settings: EnvValues): boolean {
  return Boolean(settings.RUNPOD_API_KEY && settings.RUNPOD_ENDPOINT_ID) && settings.USE_RUNPOD !== 'false'
}
