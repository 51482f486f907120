// Whether one prediction belongs into a list that is narrowed like this: what the database decides for a page, decided for one row. Pure.
import type { Bound, PredictionFilters, StatusFilter } from '@/lib/predictions/list-filters'
import type { PredictionStatus, PredictionSummary } from '@/lib/predictions/schema'

const ENDED: readonly PredictionStatus[] = ['COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT']
/** The same set as `isTerminal`, without pulling the whole API schema into the first load of a page. */
export const hasEnded = (status: PredictionStatus): boolean => ENDED.includes(status)

export const wordsOf = (q: string): string[] => q.split(/\s+/).filter((word) => word !== '')

function matchesStatus(status: PredictionStatus, filter: StatusFilter | null): boolean {
  if (filter === null) return true
  if (filter === 'active') return !hasEnded(status)
  return filter === 'ended' ? hasEnded(status) : status === filter
}

/** A SMILES keeps its case, which means something in it; a code of the Chemical Component Dictionary is found whole. */
const isOfLigand = (ligand: string, word: string): boolean => ligand.includes(word) || ligand === word.toUpperCase()

function holdsWord(item: PredictionSummary, word: string): boolean {
  const small = word.toLowerCase()
  const texts = [item.name, item.composition, item.owner.name, item.note ?? '', ...item.tags]
  return item.id === word || texts.some((text) => text.toLowerCase().includes(small)) || item.ligands.some((ligand) => isOfLigand(ligand, word))
}

function isWithin(score: number | null, least: number | null, most: number | null): boolean {
  if (least === null && most === null) return true
  return score !== null && (least === null || score >= least) && (most === null || score <= most)
}

const scoresMatch = (item: PredictionSummary, bounds: Record<Bound, number | null>): boolean =>
  isWithin(item.confidence_score, bounds.confidenceMin, bounds.confidenceMax) &&
  isWithin(item.affinity_pred_value, bounds.affinityMin, bounds.affinityMax) &&
  isWithin(item.affinity_probability_binary, bounds.probabilityMin, bounds.probabilityMax)

function matchesDays(createdAt: string, from: string, to: string): boolean {
  const day = createdAt.slice(0, 10)
  return (from === '' || day >= from) && (to === '' || day <= to)
}

export function matchesFilters(item: PredictionSummary, filters: PredictionFilters): boolean {
  return (
    matchesStatus(item.status, filters.status) &&
    (filters.owner === '' || item.owner.id === filters.owner) &&
    (filters.tag === '' || item.tags.some((tag) => tag.toLowerCase() === filters.tag.toLowerCase())) &&
    (filters.error === '' || item.error?.code === filters.error) &&
    (filters.simulated === null || item.simulated === (filters.simulated === 'yes')) &&
    matchesDays(item.createdAt, filters.from, filters.to) &&
    scoresMatch(item, filters) &&
    wordsOf(filters.q).every((word) => holdsWord(item, word))
  )
}
