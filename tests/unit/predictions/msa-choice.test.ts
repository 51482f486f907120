// Which MSA server a prediction asks under which policy, what is complained about, and what is kept of it.
import { describe, expect, test } from 'vitest'
import type { Complex } from '@/lib/complexes/schema'
import { FrozenOptions, RunOptions } from '@/lib/compute/options'
import { workerConfig } from '@/lib/compute/run-request'
import { isOwnMsaUrl, msaPolicyOf, type MsaPolicy, type MsaServer, type MsaServers } from '@/lib/msa-servers'
import { chooseMsaServer, isStillAllowed, sequencesSentTo } from '@/lib/predictions/msa-choice'

const OWN = 'https://msa.example.org/api'
const PUBLIC = 'https://api.colabfold.com'
const protein: Complex = { entities: [{ type: 'protein', chainIds: ['A'], sequence: 'MKT', msa: 'server' }], affinityBinder: null }
const asking = (wish: MsaServer | null, isUsed = true): RunOptions => RunOptions.parse({ use_msa_server: isUsed, msa_server: wish })
const chosen = (servers: MsaServers, wish: MsaServer | null) => {
  const outcome = chooseMsaServer(protein, asking(wish), msaPolicyOf(servers, OWN))
  return outcome.ok ? outcome.chosen?.url : outcome.complaint.at
}

describe('the server that is asked', () => {
  test.each<[MsaServers, MsaServer | null, string]>([
    ['public', null, PUBLIC], ['public', 'public', PUBLIC], ['public', 'own', 'options.msa_server'],
    ['own', null, OWN], ['own', 'own', OWN], ['own', 'public', 'options.msa_server'],
    ['both', null, OWN], ['both', 'public', PUBLIC], ['both', 'own', OWN],
    ['none', null, 'options.use_msa_server'], ['none', 'public', 'options.use_msa_server'], ['none', 'own', 'options.use_msa_server'],
  ])('%s allowed and %s wished: %s', (servers, wish, outcome) => expect(chosen(servers, wish)).toBe(outcome))

  test('is none where no protein asks, though nothing be allowed', () => {
    const none = msaPolicyOf('none', null)
    expect(chooseMsaServer(protein, asking(null, false), none)).toEqual({ ok: true, chosen: null })
    expect(chooseMsaServer({ ...protein, entities: [{ type: 'protein', chainIds: ['A'], sequence: 'MKT', msa: 'empty' }] }, asking(null), none)).toEqual({ ok: true, chosen: null })
    expect(chooseMsaServer({ ...protein, entities: [{ type: 'rna', chainIds: ['A'], sequence: 'GGC' }] }, asking(null), none)).toEqual({ ok: true, chosen: null })
  })

  test('is never an own one that has no address', () => expect(chooseMsaServer(protein, asking(null), msaPolicyOf('own', null))).toMatchObject({ ok: false }))
})

describe('the address of an own server', () => {
  test.each(['https://msa.example.org', 'https://10.1.2.3:8443/api/msa', 'http://127.0.0.1:8080', 'http://localhost:80/', 'http://[::1]:9'])('%s is one', (text) => expect(isOwnMsaUrl(text)).toBe(true))
  test.each([
    'http://msa.example.org', 'https://user@msa.example.org', 'https://user:secret@msa.example.org', 'https://:secret@msa.example.org', 'https://msa.example.org/?key=1', 'https://msa.example.org/#x', 'ftp://msa.example.org', 'msa.example.org',
    'https://msa.example.org --cache x', 'https://', 'https://msa.example.org:99999', 'https://API.colabfold.com', `https://${'x'.repeat(200)}`, 'http://127.0.0.1.example.org', '',
  ])('%j is none', (text) => expect(isOwnMsaUrl(text)).toBe(false))
})

describe('what is kept', () => {
  const frozen = (url: string | null | undefined, isUsed = true): FrozenOptions => FrozenOptions.parse({ use_msa_server: isUsed, seed: 1, executionTimeoutMs: 60_000, ...(url !== undefined && { msa_server_url: url }) })

  test.each<[string | null | undefined, boolean, string, string]>([
    [PUBLIC, true, 'real', PUBLIC], [OWN, true, 'real', OWN], [null, true, 'real', 'none'], [OWN, true, 'simulated', 'none'], [undefined, true, 'real', PUBLIC], [undefined, false, 'real', 'none'], [undefined, true, 'simulated', 'none'],
  ])('of %s (used %s, %s): %s', (url, isUsed, target, kept) => expect(sequencesSentTo(frozen(url, isUsed), target)).toBe(kept))

  test('goes to the worker by name only where it is not the public one', () => {
    expect(workerConfig(frozen(OWN))).toMatchObject({ use_msa_server: true, msa_server_url: OWN })
    for (const url of [PUBLIC, null, undefined]) expect(workerConfig(frozen(url))).not.toHaveProperty('msa_server_url')
  })

  test.each<[string | null | undefined, MsaPolicy, boolean]>([
    [PUBLIC, { public: false, own: OWN }, false], [PUBLIC, { public: true, own: null }, true], [OWN, { public: true, own: 'https://other.example.org' }, false], [OWN, { public: false, own: OWN }, true], [null, { public: false, own: null }, true],
    // From before it could be chosen.
    [undefined, { public: false, own: null }, false], [undefined, { public: false, own: OWN }, false], [undefined, { public: true, own: null }, true],
  ])('%s under %j may run again: %s', (url, policy, outcome) => expect(isStillAllowed(frozen(url), policy)).toBe(outcome))

  test('one that asks no server may run again, however old it is', () => expect(isStillAllowed(frozen(undefined, false), { public: false, own: null })).toBe(true))
})
