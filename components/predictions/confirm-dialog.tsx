'use client'
// Asks once before something that stops work, costs money or cannot be undone. The safe answer stands first and has the focus.
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'

type ConfirmProps = {
  title: string
  confirm: string
  keep: string
  danger?: boolean
  onConfirm: () => void
  close: () => void
  children: ReactNode
}

export function ConfirmDialog({ title, confirm, keep, danger = false, onConfirm, close, children }: ConfirmProps) {
  const go = () => {
    onConfirm()
    close()
  }
  const actions = (
    <>
      <Button autoFocus onClick={close}>
        {keep}
      </Button>
      <Button tone={danger ? 'danger' : 'primary'} onClick={go}>
        {confirm}
      </Button>
    </>
  )
  return <Dialog open onOpenChange={(open) => !open && close()} title={title} description={children} actions={actions} />
}
