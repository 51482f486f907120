// What an address narrows the audit by, and what of it is not understood.
import { expect, test } from 'vitest'
import { auditFilterFrom, notUnderstood } from '@/lib/audit/address-bar'

const reader = (text: string) => {
  const given = new URLSearchParams(text)
  return (name: string) => given.get(name)
}

test.each<[string, object, string[]]>([
  ['', {}, []],
  ['from=2026-11-26&to=&person=person_ada', { from: '2026-11-26', person: 'person_ada' }, []],
  ['from=notaday&to=2026-11-26', { to: '2026-11-26' }, ['from notaday']],
  ['from=2026-02-30&limit=x&cursor=x', {}, ['from 2026-02-30']],
  [`person=${'x'.repeat(65)}&verb=signed+in`, { verb: 'signed in' }, [`person ${'x'.repeat(65)}`]],
])('%s', (text, filter, strange) => {
  expect(auditFilterFrom(reader(text))).toEqual(filter)
  expect(notUnderstood(reader(text)).map(({ name, text: given }) => `${name} ${given}`)).toEqual(strange)
})
