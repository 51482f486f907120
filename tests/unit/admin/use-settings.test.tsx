// @vitest-environment jsdom
// What was typed into the settings and not saved: it waits while another page of the app is looked at, says so, and overwrites nobody unseen.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, render, renderHook, screen, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { keepSettings } from '@/components/admin/kept-settings'
import { useSettings } from '@/components/admin/use-settings'
import { Toaster } from '@/components/ui/toaster'
import type { SettingsView } from '@/lib/settings/schema'
import { VIEW } from './settings-view'

vi.mock('next/navigation', () => ({ usePathname: () => '/', useRouter: () => ({ refresh: vi.fn() }) }))

afterEach(() => {
  cleanup()
  keepSettings(null)
  vi.restoreAllMocks()
})

/** The settings as a page shows them, with a cache of its own as after half a minute elsewhere. */
function open(view: SettingsView = VIEW) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })
  const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>
  return renderHook(() => useSettings(view), { wrapper })
}
const texts = ({ result }: ReturnType<typeof open>) => result.current.draft.texts

test('waits while another page is looked at, and a word says so', async () => {
  render(<Toaster />)
  const first = open()
  act(() => first.result.current.type('timeoutMs', '2h'))
  expect(screen.queryByText('What you typed into the settings is not saved.')).toBeNull()
  act(() => first.unmount())
  expect(await screen.findByText('What you typed into the settings is not saved.')).toBeDefined()
  const again = open()
  expect(texts(again)).toEqual({ timeoutMs: '2h' })
  expect(again.result.current.touched).toEqual(['timeoutMs'])
})

test('nothing waits that was discarded, or typed as it stood', () => {
  const first = open()
  act(() => first.result.current.type('timeoutMs', '2h'))
  act(() => first.result.current.discard())
  act(() => first.result.current.type('endpointId', 'abc123'))
  first.unmount()
  expect(texts(open())).toEqual({})
})

test('what somebody else saved meanwhile is not overwritten before it was shown', async () => {
  const fetched = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => Response.json({ code: 'SETTINGS_CHANGED', title: 'Somebody saved.' }, { status: 409, headers: { 'content-type': 'application/problem+json' } }))
  const versionsSent = () => fetched.mock.calls.flatMap(([, init]) => (typeof init?.body === 'string' ? [JSON.parse(init.body).version] : []))
  const first = open()
  act(() => first.result.current.type('timeoutMs', '2h'))
  first.unmount()
  const again = open({ ...VIEW, version: 5 })
  act(() => again.result.current.save())
  await waitFor(() => expect(again.result.current.problem?.code).toBe('SETTINGS_CHANGED'))
  expect(versionsSent()).toEqual([4])
  act(() => again.result.current.save())
  await waitFor(() => expect(versionsSent()).toEqual([4, 5]))
})
