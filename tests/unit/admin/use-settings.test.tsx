// @vitest-environment jsdom
// What was typed into the settings and not saved: it waits while another page of the app is looked at, says so, and overwrites nobody unseen.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, render, renderHook, screen, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { keepSettings, keptSettings } from '@/components/admin/kept-settings'
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

const conflict = () => Response.json({ code: 'SETTINGS_CHANGED', title: 'Somebody saved.' }, { status: 409, headers: { 'content-type': 'application/problem+json' } })

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
  const fetched = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => conflict())
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

/** Answers a save when it is told to, and every reading with the settings given. */
function answerLate(saved: Response, read: SettingsView) {
  let answer = () => {}
  const answered = new Promise<Response>((resolve) => (answer = () => resolve(saved)))
  const sent: number[] = []
  vi.spyOn(globalThis, 'fetch').mockImplementation((_url, init) => {
    if (typeof init?.body !== 'string') return Promise.resolve(Response.json(read))
    sent.push(JSON.parse(init.body).version)
    return answered
  })
  return { sent, answer: () => answer() }
}

test('what was saved does not wait when its page was left before the answer', async () => {
  const late = answerLate(Response.json({ ...VIEW, version: 5 }), VIEW)
  render(<Toaster />)
  const first = open()
  act(() => first.result.current.type('apiKey', 'rpa_0123456789ABCDEFGHIJ'))
  act(() => first.result.current.save())
  await waitFor(() => expect(late.sent).toEqual([4]))
  act(() => first.unmount())
  expect(keptSettings()).not.toBeNull()
  late.answer()
  expect(await screen.findByText(/^Saved\./)).toBeDefined()
  expect([keptSettings(), screen.queryByText('What you typed into the settings is not saved.')]).toEqual([null, null])
})

test('a conflict keeps what was typed while saving, and what waits after it overwrites nobody unseen', async () => {
  const late = answerLate(conflict(), { ...VIEW, version: 5 })
  const first = open()
  act(() => first.result.current.type('timeoutMs', '2h'))
  act(() => first.result.current.save())
  await waitFor(() => expect(late.sent).toEqual([4]))
  act(() => first.result.current.type('endpointId', 'other1'))
  late.answer()
  await waitFor(() => expect(first.result.current.view.version).toBe(5))
  expect(texts(first)).toEqual({ timeoutMs: '2h', endpointId: 'other1' })
  first.unmount()
  expect(keptSettings()?.version).toBe(5)
})
