'use client'
// Notices that the page on the screen is no longer the one this browser may see: signed out, or another team chosen, here or in another tab.
// It says so, leaves the page as it is, because something may be typed in it, and lets it ask for nothing by itself any more.
import { focusManager } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { forgetSettings } from '@/components/admin/kept-settings'
import { Button } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { predictionFeed } from '@/lib/predictions/client-feed'
import { onSignedOut } from '@/lib/predictions/client-request'

const CHANNEL = 'atomera.session'

const WORDS = {
  changed: { title: 'In another tab of this browser somebody has signed in or out, or chosen another team.', kept: 'a complex in the builder is kept for its team, unless you signed out.', way: 'Load again' },
  signedOut: { title: 'You are signed out: the session has ended, or was ended.', kept: 'a complex in the builder is kept by itself.', way: 'Sign in again' },
}
type What = keyof typeof WORDS

/** Tells the other tabs what became of the session. */
export function announceSession(what: What): void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage(what)
  channel.close()
}

/**
 * Ends the stream, and all that asks by the clock: queries do so only while somebody looks. What waits unsaved, perhaps with a key, is nobody's any more.
 * The frame is left for the door; whoever comes back through it into this document finds all of it going again.
 */
function useSilence(isOver: boolean): void {
  useEffect(() => {
    if (!isOver) return
    predictionFeed().end()
    focusManager.setFocused(false)
    forgetSettings()
    return () => {
      predictionFeed().begin()
      focusManager.setFocused(undefined)
      forgetSettings()
    }
  }, [isOver])
}

export function SessionWatch() {
  const [what, setWhat] = useState<What | null>(null)
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL)
    channel.addEventListener('message', ({ data }: MessageEvent<What>) => setWhat((known) => known ?? data))
    const stop = onSignedOut(() => {
      setWhat((known) => known ?? 'signedOut')
      // One tab holds the stream for all of them, so the others may not hear of it by themselves.
      channel.postMessage('signedOut')
    })
    return () => {
      channel.close()
      stop()
    }
  }, [])
  useSilence(what !== null)
  if (what === null) return null
  return (
    <div className="sticky top-0 z-40 bg-surface">
      <Notice
        tone="warn"
        live="assertive"
        title={WORDS[what].title}
        cure={`Copy what you have typed here, if anything; ${WORDS[what].kept} Then ${what === 'signedOut' ? 'sign in' : 'load this page'} again.`}
        actions={<Button onClick={() => window.location.reload()}>{WORDS[what].way}</Button>}
      />
    </div>
  )
}
