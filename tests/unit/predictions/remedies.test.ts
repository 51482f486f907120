// What a person is offered to change after a failure: only what would change something, and it comes back whole from the address.
import { describe, expect, test } from 'vitest'
import { FrozenOptions } from '@/lib/compute/options'
import type { FailureCode } from '@/lib/predictions/failures'
import { changesIn, type OptionChanges } from '@/lib/predictions/option-changes'
import { remediesOf, remedyUrl } from '@/lib/predictions/remedies'

const MINUTE = 60_000
const options = FrozenOptions.parse({ diffusion_samples: 5, use_potentials: true, use_msa_server: true, seed: 1, executionTimeoutMs: 30 * MINUTE })
const plain: FrozenOptions = { ...options, diffusion_samples: 1, use_potentials: false, use_msa_server: false, executionTimeoutMs: 1_440 * MINUTE }

describe('a remedy', () => {
  test.each<[FailureCode, string, OptionChanges]>([
    ['BOLTZ_OOM', '1 sample and no potentials', { diffusion_samples: 1, use_potentials: false }],
    ['MSA_SERVER_BUSY', 'single sequence mode (less accurate)', { use_msa_server: false }],
    ['TIME_LIMIT', 'a time limit of 60 minutes', { executionTimeoutMs: 60 * MINUTE }],
  ])('of %s: %s', (code, label, changes) => {
    expect(remediesOf(code, options)).toEqual([{ label, changes }])
  })

  test.each<FailureCode>(['BOLTZ_OOM', 'OUTPUT_TOO_LARGE', 'MSA_SERVER_TIMEOUT', 'TIME_LIMIT', 'RUN_TIMED_OUT', 'INPUT_REJECTED', 'WEIGHTS'])('of %s is none where it would change nothing', (code) => {
    expect(remediesOf(code, plain)).toEqual([])
  })

  test('of one thing alone names that alone', () => {
    expect(remediesOf('BOLTZ_OOM', { ...options, diffusion_samples: 1 })).toEqual([{ label: 'no potentials', changes: { use_potentials: false } }])
  })
})

describe('its address', () => {
  test('leads to the prediction with the changes', () => {
    const changes = { diffusion_samples: 1, use_potentials: false }
    const url = new URL(remedyUrl('pred_1', { label: '', changes }), 'http://127.0.0.1')
    expect(url.searchParams.get('from')).toBe('pred_1')
    expect(changesIn(url.searchParams.get('change') ?? '')).toEqual(changes)
  })

  test.each(['', 'null', '[]', '{"seed":1}', '{"diffusion_samples":"1"}', '{'])('holds nothing else: %s', (text) => {
    expect(changesIn(text)).toBeNull()
  })
})
