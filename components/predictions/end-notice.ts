// Whether a message of the stream says that a prediction of one's own has ended, and in which words. Pure.
import { hasEnded } from '@/lib/predictions/list-match'
import type { PredictionSummary, StreamMessage } from '@/lib/predictions/schema'
import { STATUS_WORDS } from './status-words'

export type EndNotice = { id: string; tone: 'good' | 'bad'; title: string; detail: string }

function detailOf({ status, complete, simulated, error }: PredictionSummary): string {
  const state = status === 'COMPLETED' && complete === false ? 'Completed, but incomplete' : STATUS_WORDS[status].word
  const words = error === null ? '.' : `: ${error.message}`
  return `${state}${words}${simulated ? ' Simulated.' : ''}`
}

/** null for what others submitted, what has not ended just now, and a cancel, which a person wished and saw. */
export function endNotice({ event, summary }: StreamMessage, me: string): EndNotice | null {
  if (event === null || summary === null || event.kind !== 'state' || event.to === null || !hasEnded(event.to)) return null
  if (summary.owner.id !== me || event.to !== summary.status || event.to === 'CANCELLED') return null
  return { id: summary.id, tone: summary.status === 'COMPLETED' ? 'good' : 'bad', title: summary.name, detail: detailOf(summary) }
}
