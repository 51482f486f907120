'use client'
// Offers a notice of the browser for the end of a run, as long as it may still be asked for, and says what is told of and what is not.
import { Bell } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { showToast } from '@/components/ui/toast'
import { askForNotices, useAllowance } from './browser-notices'

/** A tab hears of the team that it shows. */
const REACH = 'Of your own predictions in the team that is shown, while Atomera is open in some tab and none of its tabs is in view.'

async function ask(): Promise<void> {
  if (await askForNotices()) showToast({ tone: 'good', title: 'The browser will tell you when a prediction ends.', detail: REACH })
}

export function NoticeButton() {
  if (useAllowance() !== 'default') return null
  return (
    <Button size="small" tone="quiet" title={REACH} icon={<Bell aria-hidden className="size-3.5" />} onClick={() => void ask()}>
      Tell me when it ends
    </Button>
  )
}
