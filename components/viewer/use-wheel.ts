'use client'
// Lets the page scroll over the picture until the picture has the focus: 3Dmol would otherwise catch every turn of the wheel.
import { useEffect, type RefObject } from 'react'

export function useWheelOnlyWhenFocused(mount: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = mount.current
    if (!element) return
    const onWheel = (event: WheelEvent) => {
      const focused = element.contains(document.activeElement)
      if (!focused && !event.ctrlKey) event.stopPropagation()
    }
    const onDown = () => element.focus({ preventScroll: true })
    element.addEventListener('wheel', onWheel, { capture: true })
    element.addEventListener('mousedown', onDown, { capture: true })
    return () => {
      element.removeEventListener('wheel', onWheel, { capture: true })
      element.removeEventListener('mousedown', onDown, { capture: true })
    }
  }, [mount])
}
