// @vitest-environment jsdom
// The button of the conformance check is there for whoever may submit in the team that is shown; others are told what to do instead.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { ConformancePanel } from '@/components/admin/conformance-panel'
import type { Role } from '@/lib/access/permissions'
import { WHO_MAY_CHECK } from '@/lib/conformance/words'
import type { WhereTheyRun } from '@/lib/predictions/schema'
import { SignedIn } from '../result-ui/signed-in'

const SIMULATOR: WhereTheyRun = { kind: 'local', target: 'simulated', label: 'the simulator', endpointId: null, problem: null, standsIn: false }

afterEach(cleanup)

function shownTo(roles: Role[]): { enabled: boolean; told: boolean } {
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })}>
      <SignedIn roles={roles}>
        <ConformancePanel first={{ items: [] }} where={SIMULATOR} />
      </SignedIn>
    </QueryClientProvider>,
  )
  return { enabled: !screen.getByRole('button', { name: 'Run the check' }).hasAttribute('disabled'), told: screen.queryByText(WHO_MAY_CHECK) !== null }
}

test.each<[Role[], boolean]>([[['admin'], false], [['viewer', 'admin'], false], [['scientist', 'admin'], true], [['lead', 'admin'], true]])('%j may start it: %s', (roles, may) => {
  expect(shownTo(roles)).toEqual({ enabled: may, told: !may })
})
