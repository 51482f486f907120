// @vitest-environment jsdom
// Toasts leave in time: with their page, with the edit they offered to undo, and out of the way of the field being edited; and not before they could be read and reached.
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Dialog } from '@/components/ui/dialog'
import { dismissToasts, removeToast, showToast, shownToasts, type Toast } from '@/components/ui/toast'
import { Toaster } from '@/components/ui/toaster'

const place = vi.hoisted(() => ({ path: '/new' }))
vi.mock('next/navigation', () => ({ usePathname: () => place.path }))

const show = (topic: string, rest: Partial<Toast> = {}) => act(() => showToast({ topic, title: `About ${topic}`, ...rest }))
const isShown = (topic: string): boolean => screen.queryByText(`About ${topic}`) !== null
const after = (seconds: number) => act(() => vi.advanceTimersByTime(seconds * 1_000))
function look(state: DocumentVisibilityState): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state)
  act(() => void document.dispatchEvent(new Event('visibilitychange')))
}

beforeEach(() => {
  vi.useFakeTimers()
  place.path = '/new'
  window.history.replaceState(null, '', '/new')
})

afterEach(() => {
  act(() => shownToasts().forEach(({ key }) => removeToast(key)))
  cleanup()
  vi.restoreAllMocks()
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

it('goes by itself after five seconds, and later when there is more to read', () => {
  render(<Toaster />)
  show('draft')
  show('long', { detail: 'With a second line.' })
  after(5)
  expect([isShown('draft'), isShown('long')]).toEqual([false, true])
  after(5)
  expect(isShown('long')).toBe(false)
})

it('waits for a person when it tells of a failure or offers something', () => {
  render(<Toaster />)
  show('failure', { tone: 'bad' })
  show('undo', { action: { label: 'Undo', run: () => undefined } })
  after(3_600)
  expect([isShown('failure'), isShown('undo')]).toEqual([true, true])
})

it('stays while it is pointed at, holds the keyboard, or nobody looks at the tab', () => {
  render(<Toaster />)
  show('draft')
  const card = screen.getByRole('group', { name: 'About draft' })
  fireEvent.pointerEnter(card)
  after(60)
  fireEvent.pointerLeave(card)
  act(() => screen.getByRole('button', { name: 'Dismiss' }).focus())
  after(60)
  act(() => screen.getByRole('button', { name: 'Dismiss' }).blur())
  look('hidden')
  after(60)
  look('visible')
  after(4.9)
  expect(isShown('draft')).toBe(true)
  after(0.1)
  expect(isShown('draft')).toBe(false)
})

it('is reached by F8, sent away by Escape, and hands the keyboard back', () => {
  const dismissed = vi.fn<() => void>()
  render(<><input aria-label="Field" /><Toaster /></>)
  const field = screen.getByLabelText('Field')
  act(() => field.focus())
  show('older', { tone: 'bad' })
  show('newer', { action: { label: 'Undo', run: () => undefined }, onDismiss: dismissed })
  const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key })
  press('F8')
  expect(document.activeElement?.textContent).toBe('Undo')
  press('Escape')
  expect([isShown('newer'), dismissed.mock.calls.length]).toEqual([false, 1])
  expect(screen.getByRole('group', { name: 'About older' }).contains(document.activeElement)).toBe(true)
  press('Escape')
  expect(document.activeElement).toBe(field)
})

it('on every page stays when its page is left, and comes up from behind when there are many', () => {
  const { rerender } = render(<Toaster />)
  for (const number of [1, 2, 3, 4, 5]) show(`end ${number}`, { action: { label: 'Open', run: () => undefined }, onEveryPage: true })
  show('passing')
  place.path = '/predictions/pred_1'
  rerender(<Toaster />)
  expect([1, 2, 3, 4, 5].filter((number) => isShown(`end ${number}`))).toEqual([3, 4, 5])
  expect([screen.getByText('2 more').className, screen.getByText('4 more').className]).toEqual(['max-sm:hidden', 'sm:hidden'])
  fireEvent.click(screen.getAllByRole('button', { name: 'Dismiss' })[2] ?? document.body)
  expect([1, 2, 3, 4, 5].filter((number) => isShown(`end ${number}`))).toEqual([2, 3, 4])
  fireEvent.click(screen.getByRole('button', { name: 'Dismiss all' }))
  expect(shownToasts()).toEqual([])
})

it('is never one of more than twenty', () => {
  for (let number = 1; number <= 30; number += 1) showToast({ tone: 'bad', title: `Failure ${number}` })
  expect(shownToasts().map(({ title }) => title).slice(0, 2)).toEqual(['Failure 11', 'Failure 12'])
})

it('keeps to the half of a narrow screen that the focused field is not in', () => {
  render(<Toaster />)
  const field = document.body.appendChild(document.createElement('input'))
  let bottom = window.innerHeight
  field.getBoundingClientRect = () => new DOMRect(0, bottom - 20, 100, 20)
  show('draft')
  expect(screen.getByRole('region').className).not.toContain('top-4')
  act(() => field.focus())
  expect(screen.getByRole('region').className).toContain('top-4')
  act(() => field.blur())
  bottom = 100
  act(() => field.focus())
  expect(screen.getByRole('region').className).not.toContain('top-4')
})

it('hands the keyboard on however it goes: with its topic, with all of them, and where the field it came from is gone', () => {
  const { rerender } = render(<><main id="main" tabIndex={-1} /><input aria-label="Field" /><Toaster /></>)
  act(() => screen.getByLabelText('Field').focus())
  for (const topic of ['first', 'second', 'third']) show(topic, { tone: 'bad' })
  fireEvent.keyDown(document.body, { key: 'F8' })
  act(() => dismissToasts('third'))
  expect(screen.getByRole('group', { name: 'About second' }).contains(document.activeElement)).toBe(true)
  rerender(<><main id="main" tabIndex={-1} /><Toaster /></>)
  const all = screen.getByRole('button', { name: 'Dismiss all' })
  act(() => all.focus())
  fireEvent.click(all)
  expect(document.activeElement?.id).toBe('main')
})

it('takes the keyboard from nobody who has left it', () => {
  render(<><main id="main" tabIndex={-1} /><Toaster /></>)
  show('first', { tone: 'bad' })
  fireEvent.keyDown(document.body, { key: 'F8' })
  act(() => screen.getByRole('button', { name: 'Dismiss' }).blur())
  show('second', { tone: 'bad' })
  expect(document.activeElement).toBe(document.body)
})

it('can be sent away over an open dialog, which stays', () => {
  const onOpenChange = vi.fn<(open: boolean) => void>()
  render(<><Dialog open onOpenChange={onOpenChange} title="Name" /><p>Outside</p><Toaster /></>)
  show('failure', { tone: 'bad' })
  // The dialog listens from the next turn on.
  after(0.1)
  const press = (on: Element) => {
    fireEvent.pointerDown(on)
    fireEvent.click(on)
  }
  press(screen.getByRole('button', { name: 'Dismiss', hidden: true }))
  expect([isShown('failure'), onOpenChange.mock.calls.length]).toEqual([false, 0])
  press(screen.getByText('Outside'))
  expect(onOpenChange.mock.calls).toEqual([[false]])
})
