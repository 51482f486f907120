// What is said of a result whose files were removed.
import { expect, test } from 'vitest'
import { daysWords, filesRemovedOf, removedSentence, removedWords } from '@/lib/predictions/retention-words'

const removed = { at: '2026-11-03T04:05:06.000Z', afterDays: 90 }

test('when, under which rule, what stays and how to have them back', () => {
  expect(removedSentence(removed)).toBe('The files of this result were removed on 2026-11-03 under the retention rule of 90 days.')
  expect(removedWords(removed)).toMatch(/^The files .* Its scores, .* clone it and run it once more\.$/)
  expect([daysWords(1), daysWords(2)]).toEqual(['1 day', '2 days'])
})

test('nothing is said of an attempt that has its files', () => {
  expect(filesRemovedOf({ filesRemovedAt: null, filesRemovedAfterDays: null })).toBeNull()
  expect(filesRemovedOf({ filesRemovedAt: new Date(removed.at), filesRemovedAfterDays: 90 })).toEqual(removed)
})
