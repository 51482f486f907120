// What the worker remarked, without the one thing that every card of a simulated result says already.
import type { ResultView } from '@/lib/predictions/schema'

/** How the simulated worker begins the remark that it is one. */
const SIMULATED_REMARK = 'Simulated:'

export const remarksOf = ({ simulated, warnings }: Pick<ResultView, 'simulated' | 'warnings'>): string[] =>
  simulated ? warnings.filter((words) => !words.startsWith(SIMULATED_REMARK)) : warnings
