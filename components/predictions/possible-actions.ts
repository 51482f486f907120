// What can be done to a prediction now. The stream changes the state before the whole view is read again, so the offers of the
// older view are narrowed to what its newer state still allows, and to what the person may do; none is added.
import { hasEnded } from '@/lib/predictions/list-match'
import type { PredictionView } from '@/lib/predictions/schema'
import { currentAttempt } from './timeline-phases'
import type { Rights } from './use-rights'

type Action = PredictionView['actions'][number]

function allows(view: PredictionView, action: Action): boolean {
  const ended = hasEnded(view.status)
  if (action === 'cancel') return !ended && view.cancelWishedAt === null
  if (action !== 'retry') return true
  return ended ? view.status !== 'COMPLETED' : currentAttempt(view)?.state === 'SUBMIT_UNKNOWN'
}

const isPermitted = ({ submit, change }: Rights, action: Action): boolean => (action === 'clone' ? submit : change && (submit || action !== 'retry'))

export const possibleActions = (view: PredictionView, rights: Rights): Action[] => view.actions.filter((action) => isPermitted(rights, action) && allows(view, action))
