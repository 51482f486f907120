'use client'
// Fetches the viewer's code before it is needed: both parts at once, and while the page is still coming to life. Does nothing on the server.

const loadParts = () => [import('@/components/viewer/structure-viewer'), import('3dmol')]

let begun = false

export function loadViewerAhead(): void {
  if (begun || typeof window === 'undefined') return
  begun = true
  for (const part of loadParts()) part.catch(() => (begun = false))
}
