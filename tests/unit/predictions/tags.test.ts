// Tags: what a wish changes, whatever is there already.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changeOfTags, MOST_TAGS, tagWords } from '@/lib/predictions/tags'

const tag = fc.integer({ min: 0, max: 30 }).map((number) => ({ key: `t${number}`, name: `T${number}` }))
const tags = fc.uniqueArray(tag, { selector: ({ key }) => key, maxLength: MOST_TAGS })

test('afterwards what was wished on is on, what was wished off is off, the rest stays, and never too many', () => {
  fc.assert(fc.property(tags, fc.array(tag), fc.array(tag), (before, add, remove) => {
    const change = changeOfTags(before, add, remove)
    const wished = new Set([...before, ...add].map(({ key }) => key).filter((key) => remove.every((one) => one.key !== key)))
    const grows = add.some(({ key }) => wished.has(key) && before.every((one) => one.key !== key))
    if (change === 'full') return void expect(grows && wished.size > MOST_TAGS).toBe(true)
    if (change === 'unchanged') return void expect([...wished].sort()).toEqual(before.map(({ key }) => key).sort())
    const after = new Set([...before.map(({ key }) => key).filter((key) => change.removed.every((one) => one.key !== key)), ...change.added.map(({ key }) => key)])
    expect([...after].sort()).toEqual([...wished].sort())
    expect(after.size).toBeLessThanOrEqual(MOST_TAGS)
  }))
})

test('is told in words', () => {
  expect(tagWords({ added: [{ key: 'a', name: 'A' }, { key: 'b', name: 'b' }], removed: [{ key: 'c', name: 'C' }] })).toBe('tagged it “A”, “b”, and took off “C”')
})
