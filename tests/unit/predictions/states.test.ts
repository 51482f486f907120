// The table of states: what the machine may do, what a person may do. That the database agrees is tested on a real one.
import { expect, test } from 'vitest'
import { isTerminal, PredictionStatus } from '@/lib/predictions/schema'
import { mayMove, MOVES, PERSONS_MOVES } from '@/lib/predictions/states'

test('the machine never leaves a terminal state, and can end every other one in each way', () => {
  for (const from of PredictionStatus.options) {
    const ends = PredictionStatus.options.filter(isTerminal)
    expect(ends.filter((to) => to !== from && mayMove(from, to))).toEqual(isTerminal(from) ? [] : ends)
  }
})

test('the machine never puts anything back to QUEUED', () => {
  expect(PredictionStatus.options.filter((from) => MOVES[from].includes('QUEUED'))).toEqual([])
})

test('a person may run again or use another result only after FAILED, CANCELLED and TIMED_OUT', () => {
  expect(PredictionStatus.options.filter((from) => PERSONS_MOVES[from].length > 0)).toEqual(['FAILED', 'CANCELLED', 'TIMED_OUT'])
  expect(PERSONS_MOVES.FAILED).toEqual(['QUEUED', 'COMPLETED'])
})
