// Reads Boltz's confidence JSON: keeps what is a finite number in its range, complains about the rest with its key. Invents nothing.
import type { Complaint } from '@/lib/complexes/schema'
import { BoltzConfidence } from '@/lib/compute/contract'
import { entriesOf } from '@/lib/results/safe-json'

export type ConfidenceOutcome = { confidence: BoltzConfidence | null; complaints: Complaint[] }

/** Largest error in Angstrom that Boltz's bins can say is 31.75. */
const LARGEST_ERROR_ANGSTROM = 32
/** float32 rounding may put a probability a hair over 1. */
const ROUNDING = 1e-4
const MOST_KEYS = 60
/** Of one file; a thousand more of the same kind would say no more. */
const MOST_COMPLAINTS = 20
/** Names of scores, and the numbers of chains under them. */
const KEY = /^\w{1,64}$/

const isError = (key: string): boolean => /(?:^|_)(?:i?pde|i?pae)$/.test(key)
const isScore = (key: string): boolean => /(?:plddt|ptm|^confidence_score)$/.test(key)

function badNumber(key: string, value: number): string | null {
  if (!Number.isFinite(value)) return 'is not a finite number'
  const most = isError(key) ? LARGEST_ERROR_ANGSTROM : isScore(key) ? 1 : null
  if (most === null) return null
  return value < -ROUNDING || value > most + ROUNDING ? `is ${value}, outside of 0 to ${most}` : null
}

type Scores = { [key: string]: number | null | Scores }

/** Numbers of one level; nested levels (per chain, per pair) are ranged by the key of the top. */
function scoresOf(found: unknown, rangeKey: string | null, at: string, complaints: Complaint[], depth: number): Scores | null {
  const entries = entriesOf(found)
  if (entries === null) return null
  const scores: Scores = Object.create(null)
  for (const [key, value] of entries.slice(0, depth === 0 ? MOST_KEYS : 10_000)) {
    if (!KEY.test(key)) continue
    const place = `${at}.${key}`
    const range = rangeKey ?? key.replace(/^(?:pair_)?chains_/, '')
    if (value === null) scores[key] = null
    else if (typeof value === 'number') {
      const fault = badNumber(range, value)
      scores[key] = fault ? null : value
      if (fault && complaints.length < MOST_COMPLAINTS) complaints.push({ at: place, message: `${key} ${fault}, so it is not shown.` })
    } else if (depth < 2 && typeof value === 'object') scores[key] = scoresOf(value, range, place, complaints, depth + 1)
  }
  return scores
}

/** `value` is the parsed JSON of one sample; `at` names the file in complaints. */
export function readConfidence(value: unknown, at: string): ConfidenceOutcome {
  const complaints: Complaint[] = []
  const scores = scoresOf(value, null, at, complaints, 0)
  if (scores === null) return { confidence: null, complaints: [{ at, message: 'The confidence is not an object of numbers.' }] }
  const parsed = BoltzConfidence.safeParse(scores)
  if (!parsed.success) return { confidence: null, complaints: [...complaints, { at, message: 'The confidence does not have the form that Boltz-2 writes.' }] }
  return { confidence: parsed.data, complaints }
}
