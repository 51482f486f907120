'use client'
// Tells wherever one is in the app that a prediction of one's own has ended, and through the browser when no page of it is looked at and that was allowed.
import { usePathname, useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { showToast } from '@/components/ui/toast'
import { predictionFeed } from '@/lib/predictions/client-feed'
import { mayNotify } from './browser-notices'
import { endNotice, type EndNotice } from './end-notice'

/** One per prediction, however many tabs hear of it. */
function notifyBrowser({ id, title, detail }: EndNotice, open: () => void): void {
  const notice = new Notification(title, { body: detail, tag: id })
  notice.onclick = () => {
    window.focus()
    open()
  }
}

export function EndNotices({ me }: { me: string }) {
  const router = useRouter()
  const here = useRef('')
  const path = usePathname()
  useEffect(() => {
    here.current = path
  }, [path])
  useEffect(() => {
    const tell = (notice: EndNotice) => {
      const address = `/predictions/${notice.id}`
      const open = () => router.push(address)
      if (document.visibilityState === 'hidden' && mayNotify()) notifyBrowser(notice, open)
      // Its own page shows it without a word.
      if (here.current !== address) showToast({ ...notice, action: { label: 'Open', run: open }, topic: `end-${notice.id}` })
    }
    return predictionFeed().subscribe({
      message: (message) => {
        const notice = endNotice(message, me)
        if (notice) tell(notice)
      },
      refetch: () => undefined,
    })
  }, [me, router])
  return null
}
