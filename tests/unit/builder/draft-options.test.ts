// The option fields: what a person may type, and that the bounds are those of the API.
import { describe, expect, it } from 'vitest'
import { DEFAULT_OPTIONS } from '@/components/builder/draft'
import { NUMBER_OPTIONS, readOptions, type NumberOption } from '@/components/builder/draft-options'
import { RunOptions } from '@/lib/compute/options'

const reading = (name: NumberOption, text: string) => readOptions({ ...DEFAULT_OPTIONS, [name]: text })

describe('readOptions', () => {
  it('reads the defaults as the defaults of the API', () => {
    expect(readOptions(DEFAULT_OPTIONS)).toEqual({ ok: true, options: RunOptions.parse({}) })
  })

  it.each(['1.5', '-1', '1e2', 'five', '0x10', '99999999999999'])('refuses “%s” at its place', (text) => {
    const read = reading('diffusion_samples', text)
    expect(read.ok ? null : read.complaints.map(({ at }) => at)).toEqual(['options.diffusion_samples'])
  })

  it.each([['1,000', 1000], ['1 000', 1000], ['1\u202f000', 1000], ['1’000', 1000]])('reads “%s” as it is meant', (text, value) => {
    const read = reading('sampling_steps', text)
    expect(read.ok && read.options.sampling_steps).toBe(value)
  })

  it.each(['1.000', '1,00', ',100', '10,0000', '1,,000'])('does not guess what “%s” means', (text) => expect(reading('sampling_steps', text).ok).toBe(false))

  it('takes an empty seed and an empty time limit, but no empty sample count', () => {
    expect(reading('seed', ' ').ok).toBe(true)
    expect(reading('timeLimitMinutes', '').ok).toBe(true)
    expect(reading('diffusion_samples', '').ok).toBe(false)
  })

  it('lists every wrong field at once', () => {
    const read = readOptions({ ...DEFAULT_OPTIONS, seed: 'x', sampling_steps: '9', timeLimitMinutes: '1441' })
    expect(read.ok ? [] : read.complaints.map(({ at }) => at)).toEqual(['options.sampling_steps', 'options.seed', 'options.executionTimeoutMs'])
  })

  it.each(Object.entries(NUMBER_OPTIONS))('%s has bounds that the API accepts', (name, { least, most }) => {
    for (const value of [least, most]) {
      const read = readOptions({ ...DEFAULT_OPTIONS, [name]: String(value) })
      expect(read.ok && RunOptions.safeParse(read.options).success, `${name} = ${value}`).toBe(true)
    }
  })
})
