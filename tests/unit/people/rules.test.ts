// Who may not be changed, and what is said then.
import { expect, it } from 'vitest'
import { demandAdminChange, demandDisabling, demandEnabling, demandNewMember, demandRemoval, demandRoleChange, type Standing } from '@/lib/people/rules'

const person = (known: Partial<Standing> = {}, role: 'viewer' | 'scientist' | 'lead' = 'lead', otherLeads = 0): Standing => ({
  id: 'person_a', name: 'Ada', isAdmin: false, isDemo: false, isDisabled: false, otherAdmins: 0, memberships: [{ teamId: 'team_a', teamName: 'Kinases', role, otherLeads }], ...known,
})

it.each([
  ['demoting the only lead', () => demandRoleChange(person(), 'team_a', 'scientist'), 'only lead of “Kinases”'],
  ['removing the only lead', () => demandRemoval(person(), 'team_a'), 'only lead'],
  ['disabling the only lead', () => demandDisabling(person(), 'person_b'), 'only lead of “Kinases”. Make another member a lead first; where there is none, an admin puts somebody into the team as lead, or themselves.'],
  ['unmaking the only admin', () => demandAdminChange(person({ isAdmin: true }), false), 'only admin'],
  ['disabling the only admin', () => demandDisabling(person({ isAdmin: true, memberships: [] }), 'person_b'), 'only admin'],
  ['disabling oneself', () => demandDisabling(person({ memberships: [] }), 'person_a'), 'yourself'],
  ['a role in a team of others', () => demandRoleChange(person(), 'team_b', 'lead'), 'no such member'],
  ['putting in whoever is in', () => demandNewMember(person(), 'Kinases', 'team_a'), 'already'],
  ['another role for a person of the demo', () => demandRoleChange(person({ isDemo: true }), 'team_a', 'lead'), 'demo'],
  ['enabling a person of the demo', () => demandEnabling(person({ isDemo: true })), 'demo'],
])('%s is refused in words', (_name, deed, words) => expect(deed).toThrow(words))

it.each([
  ['demoting one lead of two', () => demandRoleChange(person({}, 'lead', 1), 'team_a', 'viewer')],
  ['the role that the only lead has', () => demandRoleChange(person(), 'team_a', 'lead')],
  ['removing a scientist', () => demandRemoval(person({}, 'scientist'), 'team_a')],
  ['removing a disabled lead', () => demandRemoval(person({ isDisabled: true }), 'team_a')],
  ['unmaking one admin of two', () => demandAdminChange(person({ isAdmin: true, otherAdmins: 1 }), false)],
  ['unmaking a disabled admin', () => demandAdminChange(person({ isAdmin: true, isDisabled: true }), false)],
  ['disabling a scientist', () => demandDisabling(person({}, 'scientist'), 'person_b')],
])('%s is not', (_name, deed) => expect(deed).not.toThrow())
