// What the pages in front of the sign-in say where no script runs: their buttons stay grey, and a word says why.
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test, vi } from 'vitest'
import DoorLayout from '@/app/(door)/layout'

vi.mock('next/headers', () => ({ cookies: async () => ({ get: () => undefined }) }))

test('without scripts the door says what it needs', async () => {
  const page = renderToStaticMarkup(await DoorLayout({ children: null }))
  expect(page).toMatch(/<main[^>]*><noscript><p[^>]*>Atomera needs JavaScript: /)
})
