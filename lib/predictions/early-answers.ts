// Answers that a call at /status-sync has brought and that the next look may use instead of fetching the same megabytes again.
// It refuses to keep one for long or to give it twice; the room that a large one holds goes with it. Pure; `nowMs` is an argument.
import type { AnswerRoom } from '@/lib/compute/answer-room'
import type { StatusAnswer } from '@/lib/compute/answers'

export type EarlyAnswer = { answer: Extract<StatusAnswer, { kind: 'job' }>; room: AnswerRoom }

const FRESH_MS = 5_000
const MOST_BYTES = 64 * 1024 * 1024

export class EarlyAnswers {
  private readonly kept = new Map<string, EarlyAnswer & { atMs: number }>()
  private bytes = 0

  keep(attemptId: string, early: EarlyAnswer, nowMs: number): void {
    this.forget(nowMs)
    this.drop(attemptId)?.room.leave()
    if (this.bytes + early.answer.raw.size > MOST_BYTES) return early.room.leave()
    this.kept.set(attemptId, { ...early, atMs: nowMs })
    this.bytes += early.answer.raw.size
  }

  /** Gives it once, and only while it is fresh; whoever takes it leaves the room. */
  take(attemptId: string, nowMs: number): EarlyAnswer | null {
    this.forget(nowMs)
    return this.drop(attemptId)
  }

  /** Lets go of what nobody came for. */
  forget(nowMs: number): void {
    for (const [attemptId, { atMs }] of this.kept) if (nowMs - atMs > FRESH_MS) this.drop(attemptId)?.room.leave()
  }

  private drop(attemptId: string): EarlyAnswer | null {
    const held = this.kept.get(attemptId)
    if (held === undefined) return null
    this.kept.delete(attemptId)
    this.bytes -= held.answer.raw.size
    return held
  }
}

/** Of this process: the one that waits for the ends is the one that looks. */
export const earlyAnswers = new EarlyAnswers()
