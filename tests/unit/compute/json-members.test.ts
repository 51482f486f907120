// The walk over an object's bytes says what JSON.parse says, wherever the pieces are cut; and nothing it passes over costs memory.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonMembers, type Member } from '@/lib/compute/json-members'

const bytesOf = (text: string) => new TextEncoder().encode(text)

type Walk = { members: Member[]; isComplete: boolean; isBroken: boolean }

function walk(bytes: Uint8Array, cuts: readonly number[] = [], most = 1_000_000): Walk {
  const members: Member[] = []
  const walked = new JsonMembers({ mostMembers: 100, mostKeyBytes: 10_000, keep: () => most, found: (member) => void members.push(member) })
  const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort((one, other) => one - other)
  places.slice(1).forEach((to, index) => walked.push(bytes.subarray(places[index], to)))
  return { members, isComplete: walked.isComplete, isBroken: walked.isBroken }
}

const parsed = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))

const parsesOr = (text: string): { ok: boolean; value?: unknown } => {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch {
    return { ok: false }
  }
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Math.max(0, ...Object.values(value).map(depthOf))
}

const space = fc.stringMatching(/^[ \n\r\t]{0,3}$/)
const key = fc.oneof(fc.constantFrom('id', 'status', 'output', '__proto__', 'constructor', '', '"', '\\'), fc.string({ unit: 'binary', maxLength: 8 }))
/** A key or text as some encoder might write it: with needless escapes. */
const written = (text: string, escapes: boolean): string =>
  escapes ? `"${[...text].flatMap((letter) => [...Array(letter.length).keys()].map((at) => `\\u${letter.charCodeAt(at).toString(16).padStart(4, '0')}`)).join('')}"` : JSON.stringify(text)
const value = fc.oneof(fc.json({ maxDepth: 4 }), fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)), fc.constantFrom('1e5', '-0.0', '"\\\\"', '"\\\\\\""', '"[{\\"]"', '[[[]]]', '{"a":"}"}'))
const member = fc.tuple(space, key, fc.boolean(), space, space, value, space).map(([a, name, escapes, b, c, found, d]) => `${a}${written(name, escapes)}${b}:${c}${found}${d}`)
const object = fc.tuple(space, fc.array(member, { maxLength: 8 }), space).map(([before, members, after]) => `${before}{${members.join(',') || ' '}}${after}`)
const cuts = fc.array(fc.nat(2_000), { maxLength: 12 })

describe('the members of an object', () => {
  it('are those that JSON.parse finds, with duplicates, in any pieces', () => {
    fc.assert(fc.property(object, cuts, (text, places) => {
      const bytes = bytesOf(text)
      const { members, isComplete } = walk(bytes, places)
      expect(isComplete).toBe(true)
      const last = new Map(members.map((found) => [found.key, found]))
      const expected = JSON.parse(text)
      expect(new Set(last.keys())).toEqual(new Set(Object.keys(expected)))
      for (const [name, found] of last) {
        const truth: unknown = Object.getOwnPropertyDescriptor(expected, name ?? '')?.value
        expect(parsed(found.beginning)).toEqual(truth)
        expect(bytes.subarray(found.start, found.end)).toEqual(found.beginning)
        expect(found.depth).toBe(depthOf(truth))
      }
    }), { numRuns: 400 })
  })

  it('the walk accepts nothing that JSON.parse refuses, unless the fault lies inside of a value', () => {
    const spoilt = fc.tuple(object, fc.nat(300), fc.constantFrom('', '"', '\\', '{', '}', '[', ']', ',', ':', 'x', '\u0000', ' ', '1'), fc.nat(2)).map(([text, at, letter, gone]) => {
      const place = at % (text.length + 1)
      return text.slice(0, place) + letter + text.slice(place + gone)
    })
    fc.assert(fc.property(fc.oneof(spoilt, object), cuts, (text, places) => {
      const { members, isComplete, isBroken } = walk(bytesOf(text), places)
      const truth = parsesOr(text)
      const isObject = truth.ok && typeof truth.value === 'object' && truth.value !== null && !Array.isArray(truth.value)
      const hasFaultInside = members.some(({ beginning }) => !parsesOr(new TextDecoder().decode(beginning)).ok)
      expect({ text, isComplete: isComplete && !hasFaultInside }).toEqual({ text, isComplete: isObject })
      if (isComplete) expect(isBroken).toBe(false)
    }), { numRuns: 1_000 })
  })

  it('only so much of a value is kept as was wanted', () => {
    const { members } = walk(bytesOf(`{"a":"${'x'.repeat(50)}","b":[1,2,3]}`), [7, 20], 5)
    expect(members.map(({ beginning, whole }) => [new TextDecoder().decode(beginning), whole])).toEqual([['"xxxx', false], ['[1,2,', false]])
  })

  it('a key that is too long is told as such', () => {
    const members: Member[] = []
    const walked = new JsonMembers({ mostMembers: 100, mostKeyBytes: 4, keep: () => 0, found: (found) => void members.push(found) })
    walked.push(bytesOf('{"abcd":1,"abcde":2}'))
    expect(members.map((found) => found.key)).toEqual(['abcd', null])
  })

  it.each(['', ' ', '[1]', '7', '"x"', 'null', '{', '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":1,}', '{,}', '{"a"1}', '{a:1}', '{"a":1}x', '{"a":1}{', '{"a":}', '<html>', '{"\\x":1}'])('%j is no whole object', (text) => {
    expect(walk(bytesOf(text)).isComplete).toBe(false)
  })

  it('a byte order mark is passed over, bytes that are no text are not', () => {
    expect(walk(Uint8Array.of(0xef, 0xbb, 0xbf, ...bytesOf('{"a":1}')), [1, 2]).isComplete).toBe(true)
    expect(walk(Uint8Array.of(...bytesOf('{"'), 0xff, ...bytesOf('":1}'))).isBroken).toBe(true)
  })

  it('more members than were allowed are too many', () => {
    expect(walk(bytesOf(`{${Array.from({ length: 100 }, (_, at) => `"${at}":1`).join(',')}}`)).isComplete).toBe(true)
    expect(walk(bytesOf(`{${Array.from({ length: 101 }, (_, at) => `"${at}":1`).join(',')}}`)).isBroken).toBe(true)
  })

  it('depth costs nothing', () => {
    const { members, isComplete } = walk(bytesOf(`{"a":${'[{"b":'.repeat(200_000)}1${'}]'.repeat(200_000)}}`), [5, 1_000], 0)
    expect(isComplete).toBe(true)
    expect(members[0]).toMatchObject({ key: 'a', depth: 400_000, whole: false })
  })
})
