// Every breach that `npm run verify` may print says what to do, in words of its own.
import { expect, test } from 'vitest'
import { INVARIANTS } from '@/scripts/launcher/invariants'
import { CURES, cureOf, STORED_RESULT_RULE } from '@/scripts/verify/cures'

const rules = [...INVARIANTS.matchAll(/^ {2}SELECT '((?:[^']|'')+)',/gm)].map(([, rule = '']) => rule.replaceAll("''", "'"))

test('the rules of the file and the cures are the same list', () => {
  expect(rules.length).toBeGreaterThan(25)
  expect(Object.keys(CURES).sort()).toEqual([...new Set(rules), STORED_RESULT_RULE].sort())
})

test('a rule that nobody knows is not left without words', () => expect(cureOf('a rule of tomorrow')).toMatch(/report/))
