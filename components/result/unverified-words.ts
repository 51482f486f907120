// Why a score is marked as unverified: its own file did not come, or it came and something in it could not be used.
import type { ResultView } from '@/lib/predictions/schema'

type Files = Pick<ResultView['files'][number], 'role' | 'sampleIndex'>[]

const ABSENT = 'As the endpoint reported it: Boltz’s own file did not come with it.'
const DAMAGED = 'Boltz’s own file came, but something in it could not be used; the remarks of this result say what.'

/** For the affinity, of which there is one per prediction. */
export const unverifiedAffinity = (files: Files): string => (files.some(({ role }) => role === 'affinity') ? DAMAGED : ABSENT)

export const unverifiedConfidence = (files: Files, sampleIndex: number): string =>
  files.some((file) => file.role === 'confidence' && file.sampleIndex === sampleIndex) ? DAMAGED : ABSENT
