// What can be done to a prediction now. The stream changes the state before the whole view is read again, so the offers of the
// older view are narrowed to what its newer state still allows; none is added.
import { hasEnded } from '@/lib/predictions/list-match'
import type { PredictionView } from '@/lib/predictions/schema'
import { currentAttempt } from './timeline-phases'

type Action = PredictionView['actions'][number]

function allows(view: PredictionView, action: Action): boolean {
  const ended = hasEnded(view.status)
  if (action === 'cancel') return !ended && view.cancelWishedAt === null
  if (action !== 'retry') return true
  return ended ? view.status !== 'COMPLETED' : currentAttempt(view)?.state === 'SUBMIT_UNKNOWN'
}

export const possibleActions = (view: PredictionView): Action[] => view.actions.filter((action) => allows(view, action))
