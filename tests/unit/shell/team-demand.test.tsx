// @vitest-environment jsdom
// What somebody without a team sees: their own account as it is, and on every other page whom to ask.
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { KeysPanel } from '@/components/account/keys-panel'
import { TeamDemand } from '@/components/shell/team-demand'
import { SignedIn } from '../result-ui/signed-in'

const place = vi.hoisted(() => ({ path: '/' }))
vi.mock('next/navigation', () => ({ usePathname: () => place.path, useRouter: () => ({ refresh: vi.fn() }) }))

afterEach(cleanup)

function shownAt(path: string, team: { id: string; name: string; role: null } | null): 'page' | 'message' {
  place.path = path
  render(<SignedIn roles={[]} team={team}><TeamDemand>the page</TeamDemand></SignedIn>)
  const message = screen.queryByRole('heading', { name: 'You belong to no team' })
  expect(screen.queryByText('the page') === null).toBe(message !== null)
  return message === null ? 'page' : 'message'
}

test.each([['/account', 'page'], ['/account/keys', 'page'], ['/', 'message'], ['/new', 'message'], ['/accounts', 'message'], ['/team', 'message']])('without a team %s shows the %s', (path, shown) => {
  expect(shownAt(path, null)).toBe(shown)
})

test('with a team every page is shown', () => {
  expect(shownAt('/', { id: 'team_one', name: 'One', role: null })).toBe('page')
})

test('the message leads to the account', () => {
  shownAt('/', null)
  expect(screen.getByRole('link', { name: 'Your account' }).getAttribute('href')).toBe('/account')
})

test('no key is offered where there is no team that it could be for', () => {
  render(<SignedIn roles={[]} team={null}><KeysPanel items={[]} /></SignedIn>)
  expect(screen.queryByRole('button', { name: 'Make a key' })).toBeNull()
  expect(screen.getByText(/You belong to none yet: ask a lead or an admin\./)).toBeDefined()
})
