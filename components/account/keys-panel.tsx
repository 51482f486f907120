'use client'
// One's API keys and the way to a new one. The new key stands on the page until it is put away, so that no stray press loses it.
import { Plus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { useSession } from '@/components/shell/session'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { CopyButton } from '@/components/ui/copy-button'
import { EmptyState } from '@/components/ui/empty-state'
import { Input } from '@/components/ui/input'
import { Notice } from '@/components/ui/notice'
import type { KeyView, MadeKey } from '@/lib/api-keys/schema'
import { KeysTable } from './keys-table'
import { MakeKeyDialog } from './make-key-dialog'

function ShownOnce({ made, putAway }: { made: MadeKey; putAway: () => void }) {
  const shown = useRef<HTMLInputElement>(null)
  useEffect(() => shown.current?.select(), [])
  return (
    <Notice tone="good" live="polite" title={`The key “${made.name}” is made. Copy it now: it is not shown again.`} actions={<Button onClick={putAway}>I have copied it</Button>}>
      <div className="flex flex-wrap items-center gap-2">
        <Input ref={shown} readOnly value={made.key} aria-label="The new API key" className="max-w-full min-w-0 grow basis-96 font-mono text-xs" autoComplete="off" spellCheck={false} />
        <CopyButton text={made.key} label="Copy key" />
      </div>
    </Notice>
  )
}

export function KeysPanel({ items }: { items: readonly KeyView[] }) {
  const router = useRouter()
  const [isMaking, setMaking] = useState(false)
  const [made, setMade] = useState<MadeKey | null>(null)
  const { team } = useSession()
  const button = team === null ? undefined : (
    <Button tone="primary" icon={<Plus aria-hidden className="size-4" />} onClick={() => setMaking(true)}>
      Make a key
    </Button>
  )
  const show = (key: MadeKey) => {
    setMade(key)
    setMaking(false)
    router.refresh()
  }
  return (
    <div className="flex flex-col gap-4">
      {made !== null && <ShownOnce key={made.id} made={made} putAway={() => setMade(null)} />}
      {items.length > 0 && <div className="flex justify-end">{button}</div>}
      <Card>
        {items.length > 0 && <KeysTable items={items} />}
        {items.length === 0 && (
          <EmptyState title="You have no API keys." actions={button}>
            A key lets a program of yours submit predictions and fetch results, as you, in one team.{team === null && ' You belong to none yet: ask a lead or an admin.'}
          </EmptyState>
        )}
      </Card>
      {isMaking && <MakeKeyDialog close={() => setMaking(false)} onMade={show} />}
    </div>
  )
}
