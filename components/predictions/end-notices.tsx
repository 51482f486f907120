'use client'
// Tells wherever one is in the app that a prediction of one's own has ended, until that was read; and through the browser when no tab of it is looked at and that was allowed.
import { usePathname, useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { isPageVisible } from '@/components/ui/page-visible'
import { dismissToasts, showToast } from '@/components/ui/toast'
import { predictionFeed } from '@/lib/predictions/client-feed'
import { mayNotify } from './browser-notices'
import { endNotice, type EndNotice } from './end-notice'
import { openOtherTabs, type OtherTabs } from './other-tabs'

const addressOf = (id: string): string => `/predictions/${id}`
/** Until then the other tabs have heard of an end too. */
const HEARD_WITHIN_MS = 1_000

const topicOf = (id: string): string => `end-${id}`

/** One per prediction, however many tabs hear of it. */
function notifyBrowser({ id, title, detail }: EndNotice, open: () => void): void {
  const notice = new Notification(title, { body: detail, tag: id })
  notice.onclick = () => {
    window.focus()
    open()
  }
}

/** Whoever looks at a prediction, in whichever tab, has read of its end. */
function useReadByLooking(path: string, tabs: { current: OtherTabs | null }): void {
  useEffect(() => {
    const [, section, id] = path.split('/')
    if (section !== 'predictions' || id === undefined) return
    const read = () => {
      if (!isPageVisible()) return
      dismissToasts(topicOf(id))
      tabs.current?.tellRead(id)
    }
    read()
    document.addEventListener('visibilitychange', read)
    return () => document.removeEventListener('visibilitychange', read)
  }, [path, tabs])
}

export function EndNotices({ me }: { me: string }) {
  const router = useRouter()
  const here = useRef('')
  const tabs = useRef<OtherTabs | null>(null)
  const path = usePathname()
  useEffect(() => {
    here.current = path
  }, [path])
  useEffect(() => {
    const told = new Set<string>()
    let seen: ReturnType<typeof setTimeout> | undefined
    const others = openOtherTabs((id) => dismissToasts(topicOf(id)))
    tabs.current = others
    const tell = async (notice: EndNotice) => {
      const { id, tone, title, detail } = notice
      const open = () => router.push(addressOf(id))
      told.add(id)
      // Its own page shows it without a word.
      if (here.current !== addressOf(id)) {
        showToast({ tone, title, detail, action: { label: 'Open', run: open }, topic: topicOf(id), onEveryPage: true, onDismiss: () => others.tellRead(id) })
      } else {
        clearTimeout(seen)
        seen = setTimeout(() => isPageVisible() && others.tellRead(id), HEARD_WITHIN_MS)
      }
      if (mayNotify() && !(await others.isAnyInView())) notifyBrowser(notice, open)
    }
    const stop = predictionFeed().subscribe({
      message: (message) => {
        const notice = endNotice(message, me)
        if (notice) void tell(notice)
      },
      refetch: () => undefined,
    })
    return () => {
      stop()
      clearTimeout(seen)
      others.close()
      tabs.current = null
      // Another person's, or nobody's, from now on.
      told.forEach((id) => dismissToasts(topicOf(id)))
    }
  }, [me, router])
  useReadByLooking(path, tabs)
  return null
}
