// Audit lines in words: one sentence each, with before and after where one thing changed, and something true of a verb that nobody has words for.
import { describe, expect, test } from 'vitest'
import type { AuditDetail } from '@/lib/audit/schema'
import { AUDIT_VERBS } from '@/lib/audit/verbs'
import { sentenceOf, valueWords, viaWords } from '@/lib/audit/words'

const say = (verb: string, detail: AuditDetail = {}, subjectName: string | null = 'Kinase'): string => sentenceOf({ actorName: 'Ada Lovelace', verb, subject: 'pred_1', subjectName, detail })

describe('a line', () => {
  test.each<[string, AuditDetail, string]>([
    ['submitted', {}, 'submitted “Kinase”'],
    ['renamed', { changes: { name: { from: 'Old', to: 'New' } } }, 'renamed “Old” to “New”'],
    ['cancelled', { changes: { state: { from: 'QUEUED', to: 'CANCELLED' } } }, 'cancelled “Kinase”'],
    ['deleted', { facts: { state: 'FAILED' } }, 'deleted “Kinase”'],
    ['ran again accepting double billing', {}, 'ran “Kinase” again and accepted that both runs may be billed'],
    ['used attempt', { changes: { attempt: { from: 2, to: 1 } } }, 'chose the result of attempt 1 for “Kinase”'],
    ['used attempt', { facts: { attempt: 3 } }, 'chose the result of attempt 3 for “Kinase”'],
    ['changed tags', { changes: { tags: { from: ['a'], to: ['a', 'b', 'c'] } } }, 'tagged “Kinase” “b”, “c”'],
    ['changed tags', { changes: { tags: { from: ['a', 'b'], to: ['c'] } } }, 'tagged “Kinase” “c” and took “a”, “b” off it'],
    ['changed tags', { changes: { tags: { from: ['a'], to: [] } } }, 'took “a” off “Kinase”'],
    ['changed tags', { facts: { added: ['a'] } }, 'changed the tags of “Kinase”'],
    ['changed note', { changes: { note: { from: 'x', to: null } } }, 'removed the note of “Kinase”'],
    ['invited', { facts: { team: 'Kinases', role: 'scientist', email: 'a@example.org' } }, 'invited a@example.org into “Kinases” as scientist'],
    ['invited', { facts: { team: 'Kinases', role: 'lead' } }, 'invited whoever has the link into “Kinases” as lead'],
    ['joined', { changes: { role: { from: null, to: 'viewer' } }, facts: { team: 'Kinases' } }, 'joined “Kinases” as viewer with an invitation'],
    ['changed the role', { changes: { role: { from: 'lead', to: 'viewer' } }, facts: { team: 'Kinases' } }, 'changed the role of “Kinase” in “Kinases” from lead to viewer'],
    ['removed from the team', { changes: { role: { from: 'lead', to: null } }, facts: { team: 'Kinases' } }, 'removed “Kinase” from “Kinases”'],
    ['put into the team', { changes: { role: { from: null, to: 'lead' } }, facts: { team: 'Kinases' } }, 'put “Kinase” into “Kinases” as lead'],
    ['took admin away', { changes: { admin: { from: true, to: false } } }, 'took the rights of an admin away from “Kinase”'],
    ['failed to sign in', {}, 'failed to sign in as “Kinase”'],
    ['restored a backup', { facts: { madeAt: '2026-11-26T08:00:00.000Z' } }, 'put the backup “Kinase” of 2026-11-26T08:00:00.000Z in the place of what the database held'],
    ['exported predictions', { facts: { predictions: 12, filter: ['status: COMPLETED', 'q: kinase'] } }, 'took 12 predictions out as a table (status: COMPLETED, q: kinase)'],
    ['exported results', { facts: { predictions: 1, filter: ['chosen one by one'] } }, 'took the results of 1 prediction out as a ZIP (chosen one by one)'],
    ['exported the audit', { facts: { lines: 2345, filter: [] } }, 'took 2,345 lines of the audit out as a table'],
    ['looked into the team', {}, 'looked into the team “Kinase” as an admin who is no member of it'],
    ['disabled', { changes: { disabled: { from: false, to: true } } }, 'disabled “Kinase”'],
    ['made the team', {}, 'made the team “Kinase”'],
    ['renamed the team', { changes: { name: { from: 'Old', to: 'New' } } }, 'renamed the team “Old” to “New”'],
    ['changed settings', { changes: { timeoutMs: { from: 86_400_000, to: 43_200_000 } } }, 'changed the time limit of a run from 1 d to 12 h'],
    ['changed settings', { changes: { timeoutMs: { from: null, to: 90_000 } } }, 'changed the time limit of a run from the default to 90 s'],
    ['changed settings', { changes: { apiKey: { from: '…abcd', to: null } } }, 'changed RunPod’s API key from …abcd to none'],
    ['changed settings', { changes: { useRunPod: { from: null, to: true }, maxTokens: { from: 1200, to: null }, pricePerGpuSecond: { from: null, to: 0.0002 } } }, 'changed whether RunPod is used, the largest complex and the price of a GPU second'],
    ['made an API key', { facts: { scopes: ['read', 'submit'], expiresAt: null } }, 'made the API key “Kinase” (read, submit)'],
    ['made an API key', {}, 'made the API key “Kinase”'],
    ['revoked an API key', { facts: { scopes: ['read'] } }, 'revoked the API key “Kinase”'],
    ['changed role of', { changes: { role: { from: 'scientist', to: 'lead' } } }, 'changed role of “Kinase”: the role from scientist to lead'],
  ])('%s %j: Ada Lovelace %s', (verb, detail, words) => expect(say(verb, detail)).toBe(`Ada Lovelace ${words}`))

  test('names what it was done to by its id where it has no name', () => expect(say('deleted', {}, null)).toBe('Ada Lovelace deleted pred_1'))

  test.each(AUDIT_VERBS)('%s has words also where nothing else is known of it', (verb) => expect(say(verb)).toMatch(/^Ada Lovelace [a-z].*\w/))
})

test('values carry their units', () => {
  expect([valueWords('maxTokens', 1_200), valueWords('tokens', 16), valueWords('pricePerGpuSecond', 0.0002), valueWords('queueAllowanceMs', 21_600_000), valueWords('useRunPod', false), valueWords('generation', 2)])
    .toEqual(['1,200 tokens', '16 tokens', '$0.0002', '6 h', 'no', '2'])
})

test('how the request came', () => {
  expect([viaWords('browser', null), viaWords('apiKey', 'laptop'), viaWords('program', null), viaWords(null, null)]).toEqual(['browser', 'API key “laptop”', 'program without a key', 'not recorded'])
})
