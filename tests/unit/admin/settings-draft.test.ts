// What an admin types, as a change or as complaints at the field; what was not touched is not sent.
import { describe, expect, test } from 'vitest'
import { complaintsByField, fieldText, readDraft, shownText, touchedFields, UNTOUCHED, type SettingsDraft } from '@/components/admin/settings-draft'
import { newRemoval, typedRule } from '@/components/admin/typed-rule'
import { durationIn, durationText } from '@/lib/duration'
import { SETTING_BOUNDS, type SettingName } from '@/lib/setting-limits'
import { ChangeSettings } from '@/lib/settings/schema'
import { setting, VIEW } from './settings-view'

const typed = (texts: SettingsDraft['texts'], removesKey = false): SettingsDraft => ({ texts, removesKey })

describe('what a field shows', () => {
  test.each<[SettingName, string]>([
    ['apiKey', ''], ['endpointId', 'abc123'], ['useRunPod', 'true'], ['pollIntervalMs', ''], ['timeoutMs', '90m'], ['queueAllowanceMs', '2h'], ['pricePerGpuSecond', '0.00019'], ['maxTokens', ''], ['fallback', 'local'], ['retentionDays', '90'], ['retentionKeepsTagged', 'true'], ['msaServers', 'public'], ['msaServerUrl', ''],
  ])('%s: "%s"', (name, text) => expect(shownText(name, VIEW)).toBe(text))

  test('what is typed, while the server\'s values change below it', () => {
    const newer = { ...VIEW, timeoutMs: setting(1_800_000, 60_000), maxInFlight: setting(100, 3) }
    const draft = typed({ timeoutMs: '2h' })
    expect([fieldText('timeoutMs', draft, newer), fieldText('maxInFlight', draft, newer)]).toEqual(['2h', '3'])
  })
})

describe('readDraft', () => {
  test('nothing typed changes nothing', () => expect(readDraft(UNTOUCHED)).toEqual({ ok: true, change: {} }))

  test('reads each field, and an empty one as "the default"', () => {
    expect(readDraft(typed({ apiKey: ' rpa_new ', endpointId: '', useRunPod: 'false', timeoutMs: '90m', pollIntervalMs: '0.5', maxInFlight: '8', fallback: 'hold', pricePerGpuSecond: '.0003', maxTokens: '', retentionDays: '365', retentionKeepsTagged: 'false', msaServers: 'own', msaServerUrl: ' https://msa.example.org ' }))).toEqual({
      ok: true,
      change: { apiKey: 'rpa_new', endpointId: null, useRunPod: false, timeoutMs: 5_400_000, pollIntervalMs: 500, maxInFlight: 8, fallback: 'hold', pricePerGpuSecond: 0.0003, maxTokens: null, retentionDays: 365, retentionKeepsTagged: false, msaServers: 'own', msaServerUrl: 'https://msa.example.org' },
    })
  })

  test('an empty key field keeps the key; removing it is said by itself', () => {
    expect(readDraft(typed({ apiKey: '  ' }))).toEqual({ ok: true, change: {} })
    expect(readDraft(typed({}, true))).toEqual({ ok: true, change: { apiKey: null } })
  })

  test.each<[SettingName, string, RegExp]>([
    ['apiKey', 'two words', /one run of visible characters/],
    ['endpointId', 'https://api.runpod.ai/v2/abc', /the id alone/],
    ['timeoutMs', '25h', /a time from 5 to 86400 seconds/],
    ['timeoutMs', 'long', /such as 90, 90s, 30m or 6h/],
    ['pollIntervalMs', '0', /from 0.2 to 3600 seconds/],
    ['queueAllowanceMs', '7d', /from 10 to 518400 seconds/],
    ['maxInFlight', '1.5', /a whole number from 1 to 10000/],
    ['maxTokens', '0', /a whole number/],
    ['pricePerGpuSecond', '0,00019', /US dollars per second/],
    ['retentionDays', '0', /from 1 to 36500/],
    ['msaServerUrl', 'http://msa.example.org', /https:\/\/ address/],
    ['retentionDays', '90d', /whole number/],
    ['pricePerGpuSecond', '1.2', /from 0 to 0.1/],
  ])('complains at %s of "%s"', (name, text, words) => {
    const read = readDraft(typed({ [name]: text, endpointId: name === 'endpointId' ? text : 'fine' }))
    expect(read).toEqual({ ok: false, complaints: { [name]: [expect.stringMatching(words)] } })
  })

  test('the server finds nothing to complain of in what it takes', () => {
    const read = readDraft(typed({ apiKey: 'rpa_new', endpointId: 'x', timeoutMs: '24h', queueAllowanceMs: '6d', pollIntervalMs: '0.2', maxInFlight: '10000', maxTokens: '100000', pricePerGpuSecond: '0.1' }))
    expect(read.ok && ChangeSettings.safeParse({ version: 1, ...read.change }).success).toBe(true)
  })
})

describe('touchedFields', () => {
  test('does not count what is typed as it was, nor a key that is still empty', () => {
    expect(touchedFields(typed({ endpointId: 'abc123 ', timeoutMs: '90m', maxInFlight: '5', apiKey: '' }), VIEW)).toEqual(['maxInFlight'])
    expect(touchedFields(typed({}, true), VIEW)).toEqual(['apiKey'])
  })
})

test('the server\'s complaints go to their fields', () => {
  expect(complaintsByField([{ at: 'timeoutMs', message: 'is pinned by RUNPOD_TIMEOUT.' }, { at: 'elsewhere', message: 'is strange.' }])).toEqual({ timeoutMs: ['It is pinned by RUNPOD_TIMEOUT.'] })
})

test('a time is written as it is read', () => {
  for (const milliseconds of [200, 1_500, 90_000, 5_400_000, 21_600_000, 86_400_000, ...Object.values(SETTING_BOUNDS.queueAllowanceMs)]) expect(durationIn(durationText(milliseconds))).toBe(milliseconds)
  expect([200, 90_000, 5_400_000, 86_400_000].map(durationText)).toEqual(['0.2s', '90s', '90m', '1d'])
})

describe('the rule of retention as it would count after saving', () => {
  test.each<[SettingsDraft['texts'], ReturnType<typeof typedRule>]>([
    [{}, { days: 90, keepsTagged: true }],
    [{ retentionDays: '7', retentionKeepsTagged: 'false' }, { days: 7, keepsTagged: false }],
    [{ retentionDays: ' ' }, { days: null, keepsTagged: true }],
    [{ retentionDays: 'a week' }, null],
    // What is wrong elsewhere in the form is not this one's.
    [{ timeoutMs: 'long' }, { days: 90, keepsTagged: true }],
  ])('%j', (texts, rule) => expect(typedRule(typed(texts), VIEW)).toEqual(rule))

  test.each<[SettingsDraft['texts'], ReturnType<typeof newRemoval>]>([
    [{}, null],
    [{ timeoutMs: '90m' }, null],
    [{ retentionDays: '7' }, { days: 7, keepsTagged: true }],
    [{ retentionKeepsTagged: 'false' }, { days: 90, keepsTagged: false }],
    [{ retentionDays: '' }, null],
    [{ retentionDays: 'a week' }, null],
  ])('what %j would begin to remove is asked about first', (texts, removal) => expect(newRemoval(typed(texts), VIEW)).toEqual(removal))
})
