// Which endpoint takes a prediction: the whole table.
import { describe, expect, test } from 'vitest'
import { chooseEndpoint, GPU_ENDPOINT, hasFallback, SIMULATED_ENDPOINT, type LocalSettings } from '@/lib/compute/chosen-endpoint'
import { chooseRoute, STAND_IN_AFTER_MS, type Held, type Unavailable } from '@/lib/predictions/choose-route'

const READY = { readyWorkers: 1, maxTokens: 1_200 }
const LONG = STAND_IN_AFTER_MS

describe('a route', () => {
  test.each([[null], [READY], [{ ...READY, readyWorkers: 0 }]])('leads to the chosen endpoint while it takes jobs, whatever stands in: %j', (standIn) => {
    expect(chooseRoute({ unavailable: null, standIn, mostTokens: null }, 5_000)).toEqual({ to: 'chosen' })
  })

  test.each<[Unavailable, number]>([['UNREACHABLE', LONG], ['AUTH', 0], ['NOT_FOUND', 0], ['SETTINGS', 0]])('leads to own workers: %s for %i ms', (because, forMs) => {
    expect(chooseRoute({ unavailable: { because, forMs }, standIn: READY, mostTokens: null }, 1_200)).toEqual({ to: 'standIn', because })
  })

  test.each<[Held, Unavailable, number, { readyWorkers: number; maxTokens: number } | null, number]>([
    ['NOT_ALLOWED', 'UNREACHABLE', LONG, null, 100],
    ['NOT_ALLOWED', 'SETTINGS', 0, null, 100],
    ['NOT_YET', 'UNREACHABLE', LONG - 1, READY, 100],
    ['NO_WORKER', 'UNREACHABLE', LONG, { ...READY, readyWorkers: 0 }, 100],
    ['NO_WORKER', 'AUTH', 0, { ...READY, readyWorkers: 0 }, 100],
    ['TOO_LARGE', 'UNREACHABLE', LONG, READY, 1_201],
    ['TOO_LARGE', 'NOT_FOUND', 0, READY, 1_201],
  ])('leads nowhere: %s (%s for %i ms)', (held, because, forMs, standIn, tokens) => {
    expect(chooseRoute({ unavailable: { because, forMs }, standIn, mostTokens: null }, tokens)).toEqual({ to: 'nowhere', because, held })
  })
})

test('an endpoint with a limit takes what is within it', () => {
  expect(chooseRoute({ unavailable: null, standIn: null, mostTokens: 1_200 }, 1_200)).toEqual({ to: 'chosen' })
  expect(chooseRoute({ unavailable: null, standIn: null, mostTokens: 1_200 }, 1_201)).toEqual({ to: 'nowhere', because: null, held: 'TOO_LARGE' })
})

describe('the settings', () => {
  const key = { apiKey: 'rpa_1', endpointId: 'ep1', use: true, baseUrl: 'https://api.runpod.ai/v2' }
  const real: LocalSettings = { worker: 'real', fallback: 'local', maxTokens: 1_200 }
  const none: LocalSettings = { ...real, worker: 'simulated' }

  test.each([
    ['RunPod', key, none, 'runpod:ep1', false],
    ['RunPod, and own workers stand in', key, real, 'runpod:ep1', true],
    ['RunPod, which is waited for', key, { ...real, fallback: 'hold' as const }, 'runpod:ep1', false],
    ['own workers, since RunPod is switched off', { ...key, use: false }, real, GPU_ENDPOINT.id, false],
    ['own workers, since nothing else is set', { ...key, apiKey: null, endpointId: null }, real, GPU_ENDPOINT.id, false],
    ['simulated workers, since there is nothing else', { ...key, apiKey: null, endpointId: null }, none, SIMULATED_ENDPOINT.id, false],
    ['simulated workers, since RunPod is switched off and there is nothing else', { ...key, use: false }, none, SIMULATED_ENDPOINT.id, false],
    ['nothing without the key, and never a simulation', { ...key, apiKey: null }, none, null, false],
    ['nothing without the id, but own workers stand in', { ...key, endpointId: null }, real, null, true],
  ])('choose %s', (_, runPod, local, id, standsIn) => {
    const chosen = chooseEndpoint(runPod, local)
    expect(chosen.kind === 'unconfigured' ? null : chosen.id).toBe(id)
    expect(hasFallback(chosen, local)).toBe(standsIn)
    expect(chosen.target).toBe(id === SIMULATED_ENDPOINT.id ? 'simulated' : 'real')
  })
})
