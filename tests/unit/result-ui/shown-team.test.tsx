// @vitest-environment jsdom
// A page names the team it shows with what it sends, as long as somebody is signed in on it.
import { cleanup, render } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { requestChange } from '@/lib/predictions/client-request'
import { TEAM_HEADER } from '@/lib/shown-team'
import { SignedIn } from './signed-in'

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

test('every request names the team of the page, and keeps its own headers', async () => {
  const fetched = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(null, { status: 204 }))
  const sent = async () => {
    await requestChange('POST', '/api/v1/predictions')
    const headers = new Headers(fetched.mock.lastCall?.[1]?.headers)
    return [headers.get(TEAM_HEADER), headers.get('content-type')]
  }
  expect(await sent()).toEqual([null, 'application/json'])
  const { unmount } = render(<SignedIn>here</SignedIn>)
  expect(await sent()).toEqual(['team_one', 'application/json'])
  unmount()
  expect(await sent()).toEqual([null, 'application/json'])
})
