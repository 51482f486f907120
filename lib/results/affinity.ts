// Reads Boltz's affinity JSON: log10(IC50 in micromolar), the binder probability, and both heads. Refuses numbers that can not be.
import type { Complaint } from '@/lib/complexes/schema'
import { own } from '@/lib/results/safe-json'

export const AFFINITY_KEYS = [
  'affinity_pred_value',
  'affinity_probability_binary',
  'affinity_pred_value1',
  'affinity_probability_binary1',
  'affinity_pred_value2',
  'affinity_probability_binary2',
] as const
export type AffinityKey = (typeof AFFINITY_KEYS)[number]
export type AffinityScores = Record<AffinityKey, number | null>

export const NO_AFFINITY: AffinityScores = {
  affinity_pred_value: null,
  affinity_probability_binary: null,
  affinity_pred_value1: null,
  affinity_probability_binary1: null,
  affinity_pred_value2: null,
  affinity_probability_binary2: null,
}

/** Real values lie between -4.1 and 2.5; beyond 15 either way no concentration exists. */
const FARTHEST_LOG10_IC50_UM = 15
const ROUNDING = 1e-4

function fault(key: AffinityKey, value: unknown): string | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'is not a number'
  const isProbability = key.startsWith('affinity_probability')
  if (isProbability && (value < -ROUNDING || value > 1 + ROUNDING)) return `is ${value}, outside of 0 to 1`
  return !isProbability && Math.abs(value) > FARTHEST_LOG10_IC50_UM ? `is ${value}, which is no concentration` : null
}

/** The six numbers of `value`; what is missing is null, what can not be is null with a complaint at `at`. */
export function readAffinity(value: unknown, at: string): { scores: AffinityScores; complaints: Complaint[] } {
  const complaints: Complaint[] = []
  const scores: AffinityScores = { ...NO_AFFINITY }
  for (const key of AFFINITY_KEYS) {
    const found = own(value, key)
    if (found === undefined || found === null) continue
    const wrong = fault(key, found)
    if (wrong) complaints.push({ at: `${at}.${key}`, message: `${key} ${wrong}, so it is not shown.` })
    else if (typeof found === 'number') scores[key] = found
  }
  const { affinity_probability_binary: whole, affinity_probability_binary1: first, affinity_probability_binary2: second } = scores
  if (whole !== null && first !== null && second !== null && Math.abs(whole - (first + second) / 2) > 0.001) {
    complaints.push({ at, message: 'The binder probability is not the mean of its two heads, as Boltz-2 computes it.' })
  }
  return { scores, complaints }
}

export const hasAffinity = (scores: AffinityScores): boolean => scores.affinity_pred_value !== null || scores.affinity_probability_binary !== null
