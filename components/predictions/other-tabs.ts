'use client'
// What the tabs of one browser tell each other about ends: whether any is in view, and which notices were read.
import { isPageVisible } from '@/components/ui/page-visible'

type Said = { kind: 'whoIsInView' } | { kind: 'inView' } | { kind: 'read'; id: string }
export type OtherTabs = {
  /** This tab included. */
  isAnyInView(): Promise<boolean>
  tellRead(id: string): void
  close(): void
}

/** The number changes with what the tabs say, so that tabs of two releases never misunderstand each other. */
const CHANNEL_NAME = 'atomera.ends.1'
/** A tab in view answers in a few milliseconds. */
const ANSWERS_WITHIN_MS = 500

export function openOtherTabs(readElsewhere: (id: string) => void): OtherTabs {
  const channel = new BroadcastChannel(CHANNEL_NAME)
  const say = (said: Said): void => channel.postMessage(said)
  const asking = new Set<() => void>()
  channel.addEventListener('message', ({ data: said }: MessageEvent<Said>) => {
    if (said.kind === 'read') readElsewhere(said.id)
    else if (said.kind === 'inView') asking.forEach((answered) => answered())
    else if (isPageVisible()) say({ kind: 'inView' })
  })
  const ask = (): Promise<boolean> =>
    new Promise((resolve) => {
      const settle = (isInView: boolean) => {
        clearTimeout(timer)
        asking.delete(answered)
        resolve(isInView)
      }
      const answered = () => settle(true)
      const timer = setTimeout(() => settle(false), ANSWERS_WITHIN_MS)
      asking.add(answered)
      say({ kind: 'whoIsInView' })
    })
  return {
    isAnyInView: async () => isPageVisible() || ask(),
    tellRead: (id) => say({ kind: 'read', id }),
    close: () => channel.close(),
  }
}
