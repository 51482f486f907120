// Members and texts found in bytes are those that JSON.parse finds, whatever is escaped.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { CAPS } from '@/lib/results/caps'
import { membersOf, textBytes } from '@/lib/results/json-spans'

const bytesOf = (text: string) => new TextEncoder().encode(text)
const parsed = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes))

/** A JSON text in one of the many ways in which an encoder may write it. */
const written = fc.tuple(fc.string({ unit: 'binary', maxLength: 20 }), fc.array(fc.nat(2), { maxLength: 20 })).map(([text, ways]) => {
  const SHORT: Record<string, string> = { '/': '\\/', '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' }
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  const letters = Array.from(text, (letter, at) => {
    const way = ways[at] ?? 0
    if (way === 1) return letter.split('').map(escaped).join('')
    return SHORT[letter] ?? (/[\u0000-\u001f\ud800-\udfff]/u.test(letter) ? letter.split('').map(escaped).join('') : letter)
  })
  return `"${letters.join('')}"`
})

it('the bytes of a text are those of the text that JSON.parse makes', () => {
  fc.assert(fc.property(written, (json) => {
    const text: string = JSON.parse(json)
    const bytes = textBytes(bytesOf(json))
    // Half of a pair has no bytes of its own.
    expect(bytes && new TextDecoder().decode(bytes)).toBe(new TextDecoder().decode(bytesOf(text)))
  }), { numRuns: 500 })
})

it('a text without escapes is not copied', () => {
  const bytes = bytesOf('"plain"')
  expect(textBytes(bytes)?.buffer).toBe(bytes.buffer)
})

it.each(['"\\x"', '"\\u12"', '"\\u12zz"', '"\\"'])('%s is no text', (json) => expect(textBytes(bytesOf(json))).toBeNull())

it('the members of an object are those that JSON.parse finds, the last of a name counting', () => {
  const member = fc.tuple(fc.constantFrom('a', 'b', '__proto__', 'constructor', ''), fc.json({ maxDepth: 3 }))
  fc.assert(fc.property(fc.array(member, { maxLength: 10 }), (members) => {
    const text = `{${members.map(([key, value]) => `${JSON.stringify(key)}: ${value}`).join(',')}}`
    const found = membersOf(bytesOf(text))
    const truth: object = JSON.parse(text)
    expect(found.ok && new Map([...found.members].map(([key, bytes]) => [key, parsed(bytes)]))).toEqual(new Map(Object.keys(truth).map((key) => [key, Object.getOwnPropertyDescriptor(truth, key)?.value])))
  }))
})

it('keys beyond all names are counted, too many members are refused', () => {
  expect(membersOf(bytesOf(`{"${'x'.repeat(CAPS.keyBytes)}":1,"${'x'.repeat(CAPS.keyBytes + 1)}":2}`))).toMatchObject({ ok: true, unnamed: 1 })
  const many = Array.from({ length: CAPS.jsonMembers + 1 }, (_, at) => `"${at}":0`).join(',')
  expect(membersOf(bytesOf(`{${many}}`))).toEqual({ ok: false, message: `It holds more than ${CAPS.jsonMembers} members.` })
})
