// The switches that only tests turn: read from the environment by name, and refused beside an endpoint that could bill.
import { describe, expect, it } from 'vitest'
import { parseEnvironment, VARIABLE_NAMES } from '@/lib/env-schema'

const REQUIRED = { DATABASE_URL: 'postgresql://atomera@127.0.0.1/atomera', ATOMERA_KEY_ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64') }
const RUNPOD = { RUNPOD_API_KEY: 'rpa_key', RUNPOD_ENDPOINT_ID: 'ep1' }
const faultNames = (values: Record<string, string>): string[] => {
  const outcome = parseEnvironment({ ...REQUIRED, ...values })
  return outcome.ok ? [] : outcome.faults.map((fault) => fault.name)
}

describe('the switches of tests', () => {
  it('are off without their variables, and no setting for people', () => {
    const outcome = parseEnvironment(REQUIRED)
    expect(outcome.ok && outcome.env.tests).toEqual({ crash: null, sabotage: [] })
    expect(VARIABLE_NAMES.filter((name) => name.includes('TEST'))).toEqual([])
  })

  it('name a crash point with its pass, and the guards to take away', () => {
    const outcome = parseEnvironment({ ...REQUIRED, ATOMERA_TEST_CRASH: 'afterT3:4', ATOMERA_TEST_SABOTAGE: 'fence,window' })
    expect(outcome.ok && outcome.env.tests).toEqual({ crash: { point: 'afterT3', pass: 4 }, sabotage: ['fence', 'window'] })
  })

  it.each([['ATOMERA_TEST_CRASH', 'somewhere'], ['ATOMERA_TEST_CRASH', 'afterT3:0'], ['ATOMERA_TEST_SABOTAGE', 'fence,everything']])('refuse what they do not know: %s=%s', (name, value) => {
    expect(faultNames({ [name]: value })).toEqual([name])
  })

  it('are refused where a key could be spent, and allowed beside an endpoint on this machine', () => {
    expect(faultNames({ ...RUNPOD, ATOMERA_TEST_CRASH: 'afterT3' })).toEqual(['ATOMERA_TEST_CRASH'])
    expect(faultNames({ ...RUNPOD, ATOMERA_TEST_SABOTAGE: 'fence' })).toEqual(['ATOMERA_TEST_SABOTAGE'])
    expect(faultNames({ ...RUNPOD, RUNPOD_ENDPOINT_BASE_URL: 'http://127.0.0.1:9/v2', ATOMERA_TEST_SABOTAGE: 'fence' })).toEqual([])
  })
})
