// @vitest-environment jsdom
// The audit's filters lead the address and follow it: neither the focus nor what is being typed is lost on the way.
import { act, cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, test, vi } from 'vitest'
import { AuditFilters } from '@/components/admin/audit-filters'
import type { AuditFilter } from '@/lib/audit/schema'

const router = vi.hoisted(() => ({ push: vi.fn<(address: string) => void>() }))
vi.mock('next/navigation', () => ({ useRouter: () => router }))
afterEach(() => {
  cleanup()
  router.push.mockClear()
})

const CHOICES = { people: [{ id: 'person_1', name: 'Ada' }], teams: [{ id: 'team_1', name: 'One' }] }
const filters = (filter: AuditFilter) => <AuditFilters filter={filter} choices={CHOICES} actions={null} />
const deed = () => screen.getByRole<HTMLSelectElement>('combobox', { name: 'Deed' })
const subject = () => screen.getByRole<HTMLInputElement>('searchbox', { name: 'What it was done to' })

test('a choice goes into the address with what was typed; what is typed until it is there stays', async () => {
  const { rerender } = render(filters({}))
  await userEvent.type(subject(), ' kinase')
  expect(router.push).not.toHaveBeenCalled()
  await userEvent.selectOptions(deed(), 'renamed')
  expect(router.push.mock.calls).toEqual([['/admin/audit?verb=renamed&subject=kinase']])
  await userEvent.type(subject(), 's')
  rerender(filters({ verb: 'renamed', subject: 'kinase' }))
  expect([deed().value, subject().value, document.activeElement]).toEqual(['renamed', ' kinases', subject()])
  await userEvent.keyboard('{Enter}')
  expect(router.push).toHaveBeenLastCalledWith('/admin/audit?verb=renamed&subject=kinases')
})

test('another address, as by the way back, is what the fields say', async () => {
  const { rerender } = render(filters({ verb: 'renamed', from: '2026-03-04' }))
  await userEvent.type(subject(), 'kinase')
  rerender(filters({ person: 'person_gone' }))
  expect([deed().value, subject().value, screen.getByLabelText<HTMLInputElement>('From').value]).toEqual(['', '', ''])
  expect(screen.getByRole<HTMLSelectElement>('combobox', { name: 'Person' }).value).toBe('person_gone')
  await userEvent.click(screen.getByRole('button', { name: 'Clear' }))
  expect(router.push).toHaveBeenLastCalledWith('/admin/audit')
  rerender(filters({}))
  expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'Person' }))
})

test('what was typed and chosen before the form lived in the browser stays, and counts', async () => {
  const place = document.body.appendChild(document.createElement('div'))
  place.innerHTML = renderToString(filters({ team: 'team_1' }))
  subject().value = 'kinase'
  deed().value = 'renamed'
  const root = await act(() => Promise.resolve(hydrateRoot(place, filters({ team: 'team_1' }))))
  expect([deed().value, subject().value]).toEqual(['renamed', 'kinase'])
  expect(router.push).not.toHaveBeenCalled()
  await userEvent.click(screen.getByRole('button', { name: 'Show' }))
  expect(router.push.mock.calls).toEqual([['/admin/audit?verb=renamed&team=team_1&subject=kinase']])
  await act(() => Promise.resolve(root.unmount()))
  place.remove()
})
