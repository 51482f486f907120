'use client'
// Shows its children once their place comes near the screen: what lies far below costs neither code nor data before it is looked at.
import { useEffect, useRef, useState, type ReactNode } from 'react'

/** Enough to begin before the eye is there. On a common screen the map lies further down than this when the page opens. */
const AHEAD = '100px'

export function NearScreen({ waiting, children }: { waiting: ReactNode; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null)
  const [near, setNear] = useState(false)
  useEffect(() => {
    const element = place.current
    if (!element || near) return
    const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && setNear(true), { rootMargin: AHEAD })
    const beforePrint = () => setNear(true)
    observer.observe(element)
    window.addEventListener('beforeprint', beforePrint)
    return () => {
      observer.disconnect()
      window.removeEventListener('beforeprint', beforePrint)
    }
  }, [near])
  return near ? children : <div ref={place}>{waiting}</div>
}
