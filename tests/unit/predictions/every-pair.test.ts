// Exhaustive: every pair of facts and observation has a decision, and no attempt that was submitted outlives its last deadline.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decideStatus } from '@/lib/predictions/decide-status'
import { silenceDeadline } from '@/lib/predictions/deadlines'
import type { AttemptFacts, Observation } from '@/lib/predictions/facts'
import { isFailureCode } from '@/lib/predictions/failures'
import { AttemptState } from '@/lib/predictions/schema'
import { after, attempt, HOUR_MS, MINUTE_MS } from './attempt-facts'

const STATUSES = ['IN_QUEUE', 'IN_PROGRESS', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'TIMED_OUT', 'WEIRD']
const moment = fc.integer({ min: 0, max: 8 * HOUR_MS }).map(after)
const perhaps = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null })
const progress = fc.record({ seq: fc.nat(20), stage: fc.constantFrom('msa', 'structure') })

const facts: fc.Arbitrary<AttemptFacts> = fc
  .record({
    state: fc.constantFrom(...AttemptState.options),
    current: fc.boolean(),
    firstRunningAt: perhaps(moment),
    runAnchorAt: perhaps(moment),
    completedSeenAt: perhaps(moment),
    notFoundSince: perhaps(moment),
    notFoundCount: fc.nat(30),
    unansweredCount: fc.nat(30),
    cancelReason: perhaps(fc.constantFrom('wish' as const, 'twin' as const, 'runDeadline' as const, 'queueDeadline' as const)),
    cancelAnsweredAt: perhaps(moment),
    progress: perhaps(progress),
    workerId: perhaps(fc.constantFrom('w1', 'w2')),
    retries: perhaps(fc.nat(3)),
    delayTimeMs: perhaps(fc.nat(10_000)),
  })
  .map((known) => attempt({ ...known, cancelAnsweredAt: known.cancelReason === null ? null : known.cancelAnsweredAt }))

const observation: fc.Arbitrary<Observation> = fc.oneof(
  fc.record({
    kind: fc.constant('job' as const),
    status: fc.constantFrom(...STATUSES),
    reported: perhaps(fc.constantFrom('executionTimeout exceeded', 'job timed out after 1 retries', 'boom')),
    verdict: perhaps(fc.constant('BOLTZ_OOM' as const)),
    progress: perhaps(progress),
    delayTimeMs: perhaps(fc.nat()),
    executionTimeMs: perhaps(fc.nat()),
    workerId: perhaps(fc.constantFrom('w1', 'w2')),
    retries: perhaps(fc.nat(3)),
  }),
  fc.record({ kind: fc.constant('notFound' as const), endpointHealthy: fc.boolean() }),
  fc.constant<Observation>({ kind: 'auth' }),
  fc.record({ kind: fc.constant('unavailable' as const), retryAfterMs: perhaps(fc.nat(100_000)) }),
)

const isCompleted = (seen: Observation): boolean => seen.kind === 'job' && seen.status === 'COMPLETED'

describe('for all facts and observations', () => {
  test('there is a decision that does one thing, and its failure code is one of the list', () => {
    fc.assert(fc.property(facts, observation, moment, (known, seen, now) => {
      const decision = decideStatus(known, seen, now)
      expect(decision.end === null || decision.next === 'wait').toBe(true)
      expect(decision.answered).toBe(seen.kind === 'job' || seen.kind === 'notFound')
      expect(decision.pauseEndpoint).toBe(seen.kind === 'auth')
      if (decision.end !== null && decision.end.failureCode !== null) expect(isFailureCode(decision.end.failureCode)).toBe(true)
      if (decision.end !== null && decision.end.status !== 'CANCELLED') expect(decision.end.failureCode).not.toBeNull()
    }), { numRuns: 3_000 })
  })

  test('COMPLETED is always collected, and once it was seen nothing is cancelled', () => {
    fc.assert(fc.property(facts, observation, moment, (known, seen, now) => {
      const decision = decideStatus(known, seen, now)
      if (isCompleted(seen)) expect(decision).toMatchObject({ next: 'collect', end: null })
      if (known.completedSeenAt !== null) expect(decision.next === 'wait' || decision.next === 'collect').toBe(true)
      if (known.completedSeenAt !== null && decision.end !== null) expect(decision.end.failureCode).toBe('RESULT_EXPIRED')
    }), { numRuns: 3_000 })
  })

  test('whatever is seen from ttl + 30 min on ends the attempt, at the latest after one more cancel or once its result is over', () => {
    fc.assert(fc.property(facts, observation, fc.nat(HOUR_MS), (known, seen, extra) => {
      const deadline = silenceDeadline(known)
      if (deadline === null || isCompleted(seen)) return
      const resultOver = known.completedSeenAt === null ? 0 : known.completedSeenAt.getTime() + 35 * MINUTE_MS
      const now = new Date(Math.max(deadline.getTime(), resultOver, (known.cancelAnsweredAt?.getTime() ?? 0) + MINUTE_MS) + extra)
      const first = decideStatus(known, seen, now)
      const unanswered = typeof first.next === 'string' ? null : { ...known, ...first.patch, cancelReason: first.next.cancel, cancelCalledAt: now }
      const end = unanswered === null ? first.end : decideStatus(unanswered, seen, now).end
      expect(end).not.toBeNull()
    }), { numRuns: 5_000 })
  })
})
