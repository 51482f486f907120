// @vitest-environment jsdom
// Renaming a team: the field has the focus, Escape and Cancel leave the name as it is, and the focus goes back to where it came from.
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { TeamsCard } from '@/components/people/teams-card'

vi.mock('next/navigation', () => ({ useRouter: () => ({ refresh: vi.fn() }) }))
const fetched = vi.spyOn(globalThis, 'fetch')
afterEach(() => {
  cleanup()
  fetched.mockReset()
})

const team = (id: string, name: string) => ({ id, name, createdAt: '2026-11-26T08:00:00.000Z', members: 1, leads: 1, predictions: 0 })

test.each<[string, (field: HTMLElement) => void]>([
  ['Escape', (field) => fireEvent.keyDown(field, { key: 'Escape' })],
  ['Cancel', () => fireEvent.click(screen.getByRole('button', { name: 'Cancel' }))],
])('%s leaves the name as it is', (_name, leave) => {
  render(<TeamsCard teams={[team('team_a', 'Kinases'), team('team_b', 'Proteases')]} />)
  expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull()
  fireEvent.click(screen.getByRole('button', { name: 'Rename Kinases' }))
  const field = screen.getByRole('textbox', { name: 'New name of Kinases' })
  expect(document.activeElement).toBe(field)
  fireEvent.change(field, { target: { value: 'Something else' } })
  leave(field)
  expect(screen.queryByRole('textbox', { name: 'New name of Kinases' })).toBeNull()
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Rename Kinases' }))
  expect(fetched).not.toHaveBeenCalled()
})
