// @vitest-environment jsdom
// A page whose session has ended, as it learned by itself or from another tab: it shows the door, and asks for nothing by itself any more.
import { useQuery } from '@tanstack/react-query'
import { act, cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keepSettings, keptSettings } from '@/components/admin/kept-settings'
import { Providers } from '@/components/shell/providers'
import { SessionWatch } from '@/components/shell/session-watch'
import { requestJson } from '@/lib/predictions/client-request'

vi.mock('next/navigation', () => ({ usePathname: () => '/' }))
/** The browser's stream is another test's subject; here is asked whether it is ended, and begun again. */
const feed = vi.hoisted(() => ({ end: vi.fn(), begin: vi.fn() }))
vi.mock('@/lib/predictions/client-feed', () => ({ predictionFeed: () => feed }))

const fetched = vi.spyOn(globalThis, 'fetch')
let status = 200
beforeEach(() => {
  status = 200
  fetched.mockReset().mockImplementation(async () => Response.json({ title: 'Sign in first.' }, { status }))
  feed.end.mockReset()
  feed.begin.mockReset()
  vi.useFakeTimers()
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

function Polling() {
  useQuery({ queryKey: ['polled'], queryFn: ({ signal }) => requestJson<object>('/api/v1/system', signal), refetchInterval: 5_000 })
  return null
}

function open(): void {
  render(<Providers nonce={undefined}><SessionWatch /><Polling /></Providers>)
}
const pass = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds))

test('asks by the clock while the session lives', async () => {
  open()
  await pass(21_000)
  expect(fetched).toHaveBeenCalledTimes(5)
  expect(feed.end).not.toHaveBeenCalled()
})

test('asks once more when the session has ended, and never again', async () => {
  open()
  await pass(1_000)
  status = 401
  await pass(5_000)
  expect(screen.getByRole('button', { name: 'Sign in again' })).toBeDefined()
  const asked = fetched.mock.calls.length
  expect(asked).toBe(2)
  await pass(600_000)
  expect(fetched).toHaveBeenCalledTimes(asked)
  expect(feed.end).toHaveBeenCalledOnce()
})

test('falls silent too when another tab tells of it', async () => {
  vi.useRealTimers()
  open()
  const other = new BroadcastChannel('atomera.session')
  other.postMessage('changed')
  other.close()
  expect(await screen.findByRole('button', { name: 'Load again' })).toBeDefined()
  expect(feed.end).toHaveBeenCalledOnce()
})

test('what waits unsaved is forgotten with the session, and whoever comes back through the door hears of news again', async () => {
  const typed = { draft: { texts: { apiKey: 'rpa_0123456789ABCDEFGHIJ' }, removesKey: false }, version: 4 }
  keepSettings(typed)
  open()
  expect(keptSettings()).toBe(typed)
  status = 401
  await pass(5_000)
  expect([keptSettings(), feed.end.mock.calls.length, feed.begin.mock.calls.length]).toEqual([null, 1, 0])
  // As the page of the settings does when it is left after that.
  keepSettings(typed)
  cleanup()
  expect([keptSettings(), feed.begin.mock.calls.length]).toEqual([null, 1])
})
