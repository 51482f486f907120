import 'server-only'
// Room for large answers in this process: few are held at once and a huge one alone, so that forty finished jobs do not become forty times 64 MB.
// Who comes when there is no room waits; its endpoint waits with it, because nothing more is read from the connection.
import { Turns, type EndTurn } from '@/lib/turns'

/** What is smaller is taken in without asking. */
export const LARGE_BYTES = 1024 * 1024
const HUGE_BYTES = 16 * 1024 * 1024
const AT_ONCE = { large: 4, huge: 1 }

export type AnswerRoom = {
  /** Waits until so many bytes may be held; asking again for more is asking for the difference. */
  hold(bytes: number): Promise<void>
  leave(): void
}

// One set of places per process: Next loads this file once for instrumentation and once for routes.
const shared = globalThis as typeof globalThis & { atomeraAnswerRoom?: { large: Turns; huge: Turns } }

/** Room for one answer, from its arrival until it is stored. Nothing is held yet. */
export function answerRoom(): AnswerRoom {
  const places = (shared.atomeraAnswerRoom ??= { large: new Turns(AT_ONCE.large), huge: new Turns(AT_ONCE.huge) })
  const held: { large?: EndTurn; huge?: EndTurn } = {}
  return {
    // Always large before huge: whoever is huge never waits for a large place, so that nobody waits in a circle.
    hold: async (bytes) => {
      if (bytes > LARGE_BYTES) held.large ??= await places.large.begin()
      if (bytes > HUGE_BYTES) held.huge ??= await places.huge.begin()
    },
    leave: () => {
      held.huge?.()
      held.large?.()
      held.huge = undefined
      held.large = undefined
    },
  }
}
