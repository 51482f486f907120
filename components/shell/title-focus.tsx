'use client'
// After a page has brought a person elsewhere by a key, the focus goes to the new page's title; else it would fall back to the document.
import { useEffect } from 'react'

let wished = false

/** Before navigating: the next page that shows `TitleFocus` takes the focus. */
export function focusNextTitle(): void {
  wished = true
}

/** On the page that is navigated to. Its title is no stop for Tab, hence the -1. */
export function TitleFocus() {
  useEffect(() => {
    if (!wished) return
    wished = false
    const title = document.querySelector<HTMLElement>('#main h1')
    if (title === null) return
    title.tabIndex = -1
    title.focus({ preventScroll: true })
  }, [])
  return null
}
