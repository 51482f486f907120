// @vitest-environment jsdom
// A form that the server painted sends nothing before it lives in the browser, and what was typed into it meanwhile stays.
import { act } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { SubmitButton } from '@/components/ui/submit-button'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })

test('takes no click until the form listens', async () => {
  const form = (
    <form method="post">
      <input name="email" defaultValue="" />
      <SubmitButton>Sign in</SubmitButton>
    </form>
  )
  const place = document.createElement('div')
  place.innerHTML = renderToString(form)
  const button = (): HTMLButtonElement | null => place.querySelector('button')
  const input = place.querySelector('input')
  expect(button()?.disabled).toBe(true)
  if (input !== null) input.value = 'ada@example.org'
  const root = await act(() => Promise.resolve(hydrateRoot(place, form)))
  expect(button()?.disabled).toBe(false)
  expect(place.querySelector('input')?.value).toBe('ada@example.org')
  await act(() => Promise.resolve(root.unmount()))
})
