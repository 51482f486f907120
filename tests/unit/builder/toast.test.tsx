// @vitest-environment jsdom
// Toasts leave in time: with their page, with the edit they offered to undo, and out of the way of the field being edited.
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { dismissToasts, showToast, Toaster } from '@/components/ui/toast'

const place = vi.hoisted(() => ({ path: '/new' }))
vi.mock('next/navigation', () => ({ usePathname: () => place.path }))

const show = (topic: string) => act(() => showToast({ topic, title: `About ${topic}` }))

beforeEach(() => {
  vi.useFakeTimers()
  place.path = '/new'
  window.history.replaceState(null, '', '/new')
})

afterEach(() => {
  act(() => vi.runAllTimers())
  cleanup()
  document.body.replaceChildren()
  vi.useRealTimers()
})

it('goes with its page', () => {
  const { rerender } = render(<Toaster />)
  show('draft')
  expect(screen.queryByText('About draft')).not.toBeNull()
  place.path = '/predictions/pred_1'
  rerender(<Toaster />)
  expect(screen.queryByText('About draft')).toBeNull()
})

it('goes with its topic and leaves the others', () => {
  render(<Toaster />)
  show('draft')
  show('other')
  act(() => dismissToasts('draft'))
  expect([screen.queryByText('About draft'), screen.queryByText('About other')?.textContent]).toEqual([null, 'About other'])
})

it('goes by itself after five seconds', () => {
  render(<Toaster />)
  show('draft')
  act(() => vi.advanceTimersByTime(5_000))
  expect(screen.queryByText('About draft')).toBeNull()
})

it('keeps to the half of a narrow screen that the focused field is not in', () => {
  render(<Toaster />)
  const field = document.body.appendChild(document.createElement('input'))
  let bottom = window.innerHeight
  field.getBoundingClientRect = () => new DOMRect(0, bottom - 20, 100, 20)
  show('draft')
  expect(screen.getByRole('status').className).not.toContain('top-4')
  act(() => field.focus())
  expect(screen.getByRole('status').className).toContain('top-4')
  act(() => field.blur())
  bottom = 100
  act(() => field.focus())
  expect(screen.getByRole('status').className).not.toContain('top-4')
})
