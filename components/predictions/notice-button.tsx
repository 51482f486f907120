'use client'
// Offers a notice of the browser for the end of a run, as long as it may still be asked for.
import { Bell } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { askForNotices, useAllowance } from './browser-notices'

export function NoticeButton() {
  if (useAllowance() !== 'default') return null
  return (
    <Button size="small" tone="quiet" icon={<Bell aria-hidden className="size-3.5" />} onClick={() => void askForNotices()}>
      Tell me when it ends
    </Button>
  )
}
