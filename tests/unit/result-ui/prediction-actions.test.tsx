// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { afterEach, expect, test, vi } from 'vitest'
import { possibleActions } from '@/components/predictions/possible-actions'
import { PredictionActions } from '@/components/predictions/prediction-actions'
import type { PredictionView } from '@/lib/predictions/schema'
import { view } from './summaries'

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn() }) }))
afterEach(cleanup)

const ALL = { submit: true, change: true, annotate: true }

test.each([
  ['of a viewer: nothing', { submit: false, change: false, annotate: false }, []],
  ['of a scientist on somebody else\'s: a clone', { submit: true, change: false, annotate: false }, ['clone']],
])('%s', (_who, rights, actions) => expect(possibleActions({ ...running, status: 'FAILED', actions: ['retry', 'clone', 'rename', 'delete'] }, rights)).toEqual(actions))

const running = view({ status: 'IN_PROGRESS', actions: ['cancel', 'clone', 'delete'] })

test.each<[string, Partial<PredictionView>, PredictionView['actions']]>([
  ['cancel while it runs', {}, ['cancel', 'clone', 'delete']],
  ['no cancel once it has ended, though the view is older', { status: 'COMPLETED' }, ['clone', 'delete']],
  ['no second cancel', { cancelWishedAt: '2026-03-04T10:00:30.000Z' }, ['clone', 'delete']],
  ['no second run while one is under way', { actions: ['retry'] }, []],
  ['run again after a failure', { status: 'FAILED', actions: ['retry'] }, ['retry']],
])('%s', (_offer, change, actions) => {
  expect(possibleActions({ ...running, ...change }, ALL)).toEqual(actions)
})

test('the question whether to cancel goes when the prediction ends, and does not come back when it runs again', async () => {
  const client = new QueryClient()
  const page = (shown: PredictionView) => (
    <QueryClientProvider client={client}>
      <PredictionActions view={shown} rights={ALL} />
    </QueryClientProvider>
  )
  const { rerender } = render(page(running))
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }))
  await screen.findByRole('dialog', {}, { timeout: 10_000 })
  rerender(page({ ...running, status: 'COMPLETED' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull(), { timeout: 10_000 })
  rerender(page(running))
  expect(screen.getByRole('button', { name: 'Cancel' })).toBeTruthy()
  expect(screen.queryByRole('dialog')).toBeNull()
})
