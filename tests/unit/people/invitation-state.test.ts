// What an invitation still opens, and how.
import { expect, it } from 'vitest'
import { closedWords, demandOpen, wayToAccept } from '@/lib/people/invitation-state'

const NOW = new Date('2026-03-08T12:00:00Z')
const OPEN = { expiresAt: new Date('2026-03-08T12:00:00.001Z'), acceptedAt: null, revokedAt: null, mayInvite: true }

it('is open until its last millisecond, and not in it', () => {
  expect(closedWords(OPEN, NOW)).toBeNull()
  expect(closedWords({ ...OPEN, expiresAt: NOW }, NOW)).toContain('run out')
})

it('says why it is closed: used and taken back before run out', () => {
  expect(closedWords({ ...OPEN, acceptedAt: NOW, expiresAt: NOW }, NOW)).toContain('accepted already')
  expect(closedWords({ ...OPEN, revokedAt: NOW, expiresAt: NOW }, NOW)).toContain('taken back')
  expect(closedWords({ ...OPEN, mayInvite: false }, NOW)).toContain('may not invite')
  expect(() => demandOpen(null, NOW)).toThrow('cut off')
})

it.each([
  ['a stranger with an open link', null, null, 'newAccount'],
  ['the invited address without an account', { email: 'a@x.org', hasAccount: false }, null, 'newAccount'],
  ['the invited address with an account', { email: 'a@x.org', hasAccount: true }, null, 'signInFirst'],
  ['somebody signed in', null, { email: 'b@x.org', isMember: false }, 'signedIn'],
  ['the invited address, signed in', { email: 'a@x.org', hasAccount: true }, { email: 'a@x.org', isMember: false }, 'signedIn'],
  ['another address, signed in', { email: 'a@x.org', hasAccount: false }, { email: 'b@x.org', isMember: false }, 'otherAddress'],
  ['a member', { email: 'a@x.org', hasAccount: true }, { email: 'b@x.org', isMember: true }, 'member'],
] as const)('%s comes in by: %s', (_who, named, who, way) => expect(wayToAccept(named, who)).toBe(way))
