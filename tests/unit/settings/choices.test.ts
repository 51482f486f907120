// Which value of a setting counts: the environment's pin, else what was set in the browser, else the default. And what an audit line tells of a change.
import { describe, expect, test } from 'vitest'
import { parseEnvironment, type EnvValues } from '@/lib/env-schema'
import { SETTING_NAMES, SETTING_VARIABLES, type SettingName } from '@/lib/setting-limits'
import { changesForAudit, namesOfChanges } from '@/lib/settings/changes'
import { choicesInEffect, environmentChoices, keyTail, settingsInEffect, type StoredChoices } from '@/lib/settings/choices'

const NOTHING: StoredChoices = {
  apiKey: null, endpointId: null, useRunPod: null, pollIntervalMs: null, timeoutMs: null, queueAllowanceMs: null, maxInFlight: null, fallback: null, pricePerGpuSecond: null, maxTokens: null,
  retentionDays: null, retentionKeepsTagged: null, msaServers: null, msaServerUrl: null,
}
const STORED = {
  apiKey: 'rpa_stored_key_0123456789', endpointId: 'stored', useRunPod: false, pollIntervalMs: 2_000, timeoutMs: 60_000, queueAllowanceMs: 120_000, maxInFlight: 7, fallback: 'hold', pricePerGpuSecond: 0.0002, maxTokens: 900,
  retentionDays: 90, retentionKeepsTagged: true, msaServers: 'both', msaServerUrl: 'https://msa.example.org',
} satisfies StoredChoices
const SET: Record<SettingName, string> = {
  apiKey: 'rpa_environment_0123456789', endpointId: 'pinned', useRunPod: 'true', pollIntervalMs: '9s', timeoutMs: '9m', queueAllowanceMs: '9h', maxInFlight: '9', fallback: 'local', pricePerGpuSecond: '0.009', maxTokens: '999',
  retentionDays: '30', retentionKeepsTagged: 'false', msaServers: 'own', msaServerUrl: 'https://msa.lab.example',
}

function environment(values: EnvValues = {}) {
  const read = parseEnvironment({ DATABASE_URL: 'postgresql://user@host/atomera', ATOMERA_KEY_ENCRYPTION_KEY: 'ab'.repeat(32), ...values })
  if (!read.ok) throw new Error(JSON.stringify(read.faults))
  return read.env
}

describe('what counts', () => {
  test('defaults where nothing is set', () => {
    expect(choicesInEffect(environment(), NOTHING)).toEqual(environmentChoices(environment()))
  })

  test('what was set in the browser, where the environment pins nothing', () => {
    expect(choicesInEffect(environment(), STORED)).toEqual(STORED)
  })

  test.each(SETTING_NAMES)('the environment, where it pins %s, and nothing else of it', (name) => {
    const pinning = environment({ [SETTING_VARIABLES[name]]: SET[name] })
    expect(pinning.pinned).toEqual([name])
    expect(choicesInEffect(pinning, STORED)).toEqual({ ...STORED, [name]: environmentChoices(pinning)[name] })
    expect(environmentChoices(pinning)[name]).not.toEqual(STORED[name])
  })

  test('a variable that is set to its default pins too', () => {
    expect(choicesInEffect(environment({ USE_RUNPOD: 'true' }), STORED).useRunPod).toBe(true)
  })

  test('the address and the machine stay the environment\'s', () => {
    const settings = settingsInEffect(environment({ RUNPOD_ENDPOINT_BASE_URL: 'https://proxy.example.org/v2', LOCAL_WORKER: 'real', LOCAL_MAX_TOKENS: '800' }), 3, STORED)
    expect(settings).toMatchObject({ version: 3, runpod: { baseUrl: 'https://proxy.example.org/v2', apiKey: STORED.apiKey, use: false }, local: { worker: 'real', maxTokens: 800, fallback: 'hold' }, maxTokens: 900 })
  })

  test('no stored key is spent where a test takes a guard away, unless it can only go to this machine', () => {
    const sabotaged = { ATOMERA_TEST_SABOTAGE: 'atMostOnce' }
    expect(settingsInEffect(environment(sabotaged), 1, STORED).runpod.apiKey).toBeNull()
    expect(settingsInEffect(environment({ ...sabotaged, RUNPOD_ENDPOINT_BASE_URL: 'http://127.0.0.1:4100/v2' }), 1, STORED).runpod.apiKey).toBe(STORED.apiKey)
  })
})

describe('a change', () => {
  test('names what becomes another value, and no more', () => {
    expect(namesOfChanges(STORED, { endpointId: 'stored', timeoutMs: 61_000, maxTokens: null })).toEqual(['timeoutMs', 'maxTokens'])
  })

  test('is told with before and after, of a key only its end', () => {
    const lines = changesForAudit(STORED, { apiKey: 'rpa_another_key_abcdefghij', endpointId: null })
    expect(lines).toEqual({ apiKey: { from: '…6789', to: '…ghij' }, endpointId: { from: 'stored', to: null } })
    expect(changesForAudit(NOTHING, { apiKey: STORED.apiKey })).toEqual({ apiKey: { from: null, to: '…6789' } })
  })

  test('of a short key not even its end is told', () => {
    expect(keyTail('short')).toBe('')
    expect(changesForAudit(NOTHING, { apiKey: 'fifteen_letters' })).toEqual({ apiKey: { from: null, to: '…' } })
  })
})
