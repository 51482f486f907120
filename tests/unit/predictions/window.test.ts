// How many jobs an endpoint is given: the window from /health, and the gate after an unknown submit.
import { expect, test } from 'vitest'
import { RunPodHealth } from '@/lib/compute/wire'
import { placesLeft, windowSize } from '@/lib/predictions/window'

const health = (workers: Partial<RunPodHealth['workers']>) => RunPodHealth.parse({ workers })

test('2 x (running + idle + initializing) + 4', () => {
  expect(windowSize(health({ running: 2, idle: 1, initializing: 3, throttled: 9, unhealthy: 9, ready: 9 }), 100)).toBe(16)
})

test('at most RUNPOD_MAX_IN_FLIGHT', () => {
  expect(windowSize(health({ running: 500 }), 100)).toBe(100)
  expect(windowSize(health({}), 3)).toBe(3)
})

test('without counters, or without an answer, the spare places only', () => {
  expect(windowSize(health({}), 100)).toBe(4)
  expect(windowSize(null, 100)).toBe(4)
})

test('an open gate: the window less what is out, never below none', () => {
  expect(placesLeft(10, 3, 0, 'open')).toBe(7)
  expect(placesLeft(10, 30, 0, 'open')).toBe(0)
})

test('a gate that waits for /health: none', () => {
  expect(placesLeft(10, 0, 0, 'health')).toBe(0)
})

test('a gate for one at a time: one, and none while that one is being submitted', () => {
  expect(placesLeft(10, 3, 0, 'single')).toBe(1)
  expect(placesLeft(10, 3, 1, 'single')).toBe(0)
  expect(placesLeft(10, 10, 0, 'single')).toBe(0)
})
