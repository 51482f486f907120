// Reads the option fields of a draft: whole numbers within Boltz's bounds, or a complaint at `options.<name>`.
import type { Complaint } from '@/lib/complexes/schema'
import type { RunOptions } from '@/lib/compute/options'
import { chosenMsaServer, type MsaPolicy } from '@/lib/msa-servers'
import type { DraftOptions } from './draft'

export type NumberOption = 'diffusion_samples' | 'recycling_steps' | 'sampling_steps' | 'seed' | 'timeLimitMinutes'

/** Bounds of `RunOptions`; the time limit in minutes, from 1 to 24 hours. */
export const NUMBER_OPTIONS: Readonly<Record<NumberOption, { label: string; least: number; most: number; mayBeEmpty: boolean; at: string }>> = {
  diffusion_samples: { label: 'Samples', least: 1, most: 25, mayBeEmpty: false, at: 'options.diffusion_samples' },
  recycling_steps: { label: 'Recycling steps', least: 0, most: 20, mayBeEmpty: false, at: 'options.recycling_steps' },
  sampling_steps: { label: 'Sampling steps', least: 10, most: 1000, mayBeEmpty: false, at: 'options.sampling_steps' },
  seed: { label: 'Seed', least: 0, most: 4_294_967_295, mayBeEmpty: true, at: 'options.seed' },
  timeLimitMinutes: { label: 'Time limit', least: 1, most: 1440, mayBeEmpty: true, at: 'options.executionTimeoutMs' },
}

const MS_PER_MINUTE = 60_000

/** 1,000 and 1 000 as people write a thousand; no point, since 1.000 may also be one. */
const IN_THOUSANDS = /^\d{1,3}(?:[,'’\s]\d{3})+$/

function readNumber(name: NumberOption, text: string): { value: number | null; complaint: Complaint | null } {
  const { label, least, most, mayBeEmpty, at } = NUMBER_OPTIONS[name]
  const trimmed = text.trim()
  if (trimmed === '' && mayBeEmpty) return { value: null, complaint: null }
  const digits = IN_THOUSANDS.test(trimmed) ? trimmed.replace(/\D/g, '') : trimmed
  const value = /^\d{1,12}$/.test(digits) ? Number(digits) : null
  if (value !== null && value >= least && value <= most) return { value, complaint: null }
  const range = `a whole number from ${least.toLocaleString('en')} to ${most.toLocaleString('en')}`
  const found = trimmed === '' ? 'it is empty' : `“${trimmed.slice(0, 20)}” is not`
  return { value: null, complaint: { at, message: `${label} must be ${range}; ${found}.${mayBeEmpty ? ' It may also be left empty.' : ''}` } }
}

/** Without what the installation does not allow; the draft keeps it, for when it does. */
export function allowedOptions(options: DraftOptions, msa: MsaPolicy): DraftOptions {
  if (chosenMsaServer(msa, null) === null) return { ...options, use_msa_server: false, msa_server: '' }
  const isAllowed = options.msa_server === '' || chosenMsaServer(msa, options.msa_server) !== null
  return isAllowed ? options : { ...options, msa_server: '' }
}

export type ReadOptions = { ok: true; options: RunOptions } | { ok: false; complaints: Complaint[] }

export function readOptions(draft: DraftOptions): ReadOptions {
  const samples = readNumber('diffusion_samples', draft.diffusion_samples)
  const recycling = readNumber('recycling_steps', draft.recycling_steps)
  const sampling = readNumber('sampling_steps', draft.sampling_steps)
  const seed = readNumber('seed', draft.seed)
  const limit = readNumber('timeLimitMinutes', draft.timeLimitMinutes)
  const complaints = [samples, recycling, sampling, seed, limit].flatMap(({ complaint }) => complaint ?? [])
  if (complaints.length > 0 || samples.value === null || recycling.value === null || sampling.value === null) return { ok: false, complaints }
  return {
    ok: true,
    options: {
      diffusion_samples: samples.value,
      recycling_steps: recycling.value,
      sampling_steps: sampling.value,
      seed: seed.value,
      use_potentials: draft.use_potentials,
      use_msa_server: draft.use_msa_server,
      msa_server: draft.msa_server === '' ? null : draft.msa_server,
      executionTimeoutMs: limit.value === null ? null : limit.value * MS_PER_MINUTE,
    },
  }
}
