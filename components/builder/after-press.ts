'use client'
// Puts off what would move the page until the press under way is over: a button that moves between mouse down and up is not clicked.
import { useCallback, useEffect, useRef } from 'react'
import { flushSync } from 'react-dom'

/**
 * A function that runs its argument at once, or at the end of the press that took the focus away. The browser has chosen what
 * is clicked before it tells of mouse up, so the page may change then, and the click already meets the draft as it was left.
 * Mouse events, since a tap sends them too, and only after its pointer events.
 */
export function useAfterPress(): (run: () => void) => void {
  const pressed = useRef(false)
  const waiting = useRef<(() => void) | null>(null)
  useEffect(() => {
    const press = () => {
      pressed.current = true
    }
    const release = () => {
      pressed.current = false
      const run = waiting.current
      waiting.current = null
      if (run !== null) flushSync(run)
    }
    document.addEventListener('mousedown', press, true)
    document.addEventListener('mouseup', release, true)
    document.addEventListener('dragend', release, true)
    return () => {
      document.removeEventListener('mousedown', press, true)
      document.removeEventListener('mouseup', release, true)
      document.removeEventListener('dragend', release, true)
    }
  }, [])
  return useCallback((run) => {
    if (pressed.current) waiting.current = run
    else run()
  }, [])
}
