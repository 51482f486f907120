// @vitest-environment jsdom
// How one learns that a prediction of one's own has ended: in the page until it was read, and by the browser only when no tab is in view and that was allowed.
import { act, cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { EndNotices } from '@/components/predictions/end-notices'
import { openOtherTabs, type OtherTabs } from '@/components/predictions/other-tabs'
import { shownToasts } from '@/components/ui/toast'
import { Toaster } from '@/components/ui/toaster'
import type { FeedListener } from '@/lib/predictions/client-stream'
import { event, summary } from './summaries'

const page = vi.hoisted(() => ({ path: '/new', router: { push: vi.fn<(address: string) => void>() } }))
vi.mock('next/navigation', () => ({ usePathname: () => page.path, useRouter: () => page.router }))
const feed = vi.hoisted((): { listeners: Set<FeedListener> } => ({ listeners: new Set() }))
vi.mock('@/lib/predictions/client-feed', () => ({
  predictionFeed: () => ({
    subscribe: (listener: FeedListener) => {
      feed.listeners.add(listener)
      return () => feed.listeners.delete(listener)
    },
  }),
}))

/** What the browser showed outside of the page. */
const shown: StubbedNotification[] = []
class StubbedNotification {
  static permission: NotificationPermission = 'granted'
  onclick: (() => void) | null = null
  constructor(readonly title: string, readonly options: NotificationOptions) {
    shown.push(this)
  }
}

let visibility: DocumentVisibilityState = 'visible'
let otherTab: OtherTabs | null = null
const readElsewhere = vi.fn<(id: string) => void>()

beforeEach(() => {
  page.path = '/new'
  window.history.replaceState(null, '', '/new')
  StubbedNotification.permission = 'granted'
  vi.stubGlobal('Notification', StubbedNotification)
  vi.stubGlobal('isSecureContext', true)
  vi.stubGlobal('focus', () => undefined)
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility)
})
afterEach(() => {
  cleanup()
  otherTab?.close()
  otherTab = null
  shown.splice(0)
  readElsewhere.mockClear()
  page.router.push.mockClear()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const app = () => <><EndNotices me="person_1" /><Toaster /></>
function end(id = 'pred_1', name = 'Kinase and inhibitor'): void {
  act(() => feed.listeners.forEach((listener) => listener.message({ predictionId: id, summary: summary({ id, name, status: 'COMPLETED' }), event: event('9') })))
}

test('a tab that nobody looks at has the browser say it, and a press leads to the prediction', async () => {
  visibility = 'hidden'
  render(app())
  end()
  await waitFor(() => expect(shown).toHaveLength(1))
  expect(shown[0]).toMatchObject({ title: 'Kinase and inhibitor', options: { body: 'Completed.', tag: 'pred_1' } })
  shown[0]?.onclick?.()
  expect(page.router.push).toHaveBeenCalledWith('/predictions/pred_1')
})

test('the browser is silent while another tab is in view', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  visibility = 'hidden'
  // As of another tab, which is in view. What it says last is heard last.
  const other = new BroadcastChannel('atomera.ends.1')
  other.onmessage = () => {
    other.postMessage({ kind: 'inView' })
    other.postMessage({ kind: 'read', id: 'pred_1' })
  }
  render(<EndNotices me="person_1" />)
  end()
  expect(shownToasts()).toHaveLength(1)
  await vi.waitFor(() => expect(shownToasts()).toEqual([]))
  await act(() => vi.advanceTimersByTimeAsync(3_600_000))
  vi.useRealTimers()
  other.close()
  expect(shown).toEqual([])
})

test.each<[string, NotificationPermission, DocumentVisibilityState]>([['it was not allowed', 'default', 'hidden'], ['somebody looks', 'granted', 'visible']])('the page alone says it when %s', async (_name, permission, seen) => {
  StubbedNotification.permission = permission
  visibility = seen
  vi.useFakeTimers()
  render(app())
  end()
  await act(() => vi.advanceTimersByTimeAsync(3_600_000))
  vi.useRealTimers()
  expect(screen.getByText('Kinase and inhibitor')).toBeTruthy()
  expect(shown).toEqual([])
})

test('the word stays on other pages, and goes when its own page is looked at, here or in another tab', async () => {
  visibility = 'visible'
  otherTab = openOtherTabs(readElsewhere)
  const { rerender } = render(app())
  end('pred_1', 'First')
  end('pred_2', 'Second')
  page.path = '/'
  rerender(app())
  expect([screen.queryByText('First'), screen.queryByText('Second')]).not.toContain(null)
  page.path = '/predictions/pred_1'
  rerender(app())
  expect(screen.queryByText('First')).toBeNull()
  await waitFor(() => expect(readElsewhere.mock.calls).toEqual([['pred_1']]))
  otherTab.tellRead('pred_2')
  await waitFor(() => expect(screen.queryByText('Second')).toBeNull())
})

test('a word that is sent away is gone from all tabs, and nothing stays for the next person', async () => {
  visibility = 'visible'
  otherTab = openOtherTabs(readElsewhere)
  const { rerender } = render(app())
  end('pred_1', 'First')
  end('pred_2', 'Second')
  await userEvent.click(screen.getAllByRole('button', { name: 'Dismiss' })[0] ?? document.body)
  await waitFor(() => expect(readElsewhere.mock.calls).toEqual([['pred_1']]))
  rerender(<Toaster />)
  expect(screen.queryByText('Second')).toBeNull()
})

test('an end that was watched on its own page is read in all tabs, and one that nobody watched when the page is looked at', async () => {
  visibility = 'visible'
  page.path = '/predictions/pred_1'
  StubbedNotification.permission = 'denied'
  otherTab = openOtherTabs(readElsewhere)
  const { rerender } = render(app())
  await waitFor(() => expect(readElsewhere.mock.calls).toEqual([['pred_1']]))
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  end()
  await act(() => vi.advanceTimersByTimeAsync(1_000))
  await vi.waitFor(() => expect(readElsewhere).toHaveBeenCalledTimes(2))
  visibility = 'hidden'
  end()
  await act(() => vi.advanceTimersByTimeAsync(3_600_000))
  vi.useRealTimers()
  visibility = 'visible'
  act(() => void document.dispatchEvent(new Event('visibilitychange')))
  page.path = '/predictions/pred_2'
  rerender(app())
  await waitFor(() => expect(readElsewhere).toHaveBeenLastCalledWith('pred_2'))
  expect(readElsewhere.mock.calls).toEqual([['pred_1'], ['pred_1'], ['pred_1'], ['pred_2']])
})
