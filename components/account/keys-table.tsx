'use client'
// One's API keys: what each opens, until when, when it was last used; and the way to revoke one.
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Moment } from '@/components/admin/moment'
import { ConfirmDialog } from '@/components/predictions/confirm-dialog'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Cell, HeadCell, RowHead, Table } from '@/components/ui/table'
import { showToast } from '@/components/ui/toast'
import type { KeyView } from '@/lib/api-keys/schema'
import { problemWords, requestChange } from '@/lib/predictions/client-request'

const STATES = { works: ['good', 'Works'], expired: ['neutral', 'Expired'], revoked: ['neutral', 'Revoked'] } as const

function Row({ item, revoke }: { item: KeyView; revoke: () => void }) {
  const { name, team, scopes, tail, state, createdAt, expiresAt, lastUsedAt } = item
  const [tone, words] = STATES[state]
  return (
    <tr>
      <RowHead className="min-w-36 wrap-anywhere">
        {name}
        <span className="block font-mono text-xs font-normal text-muted">atm_…{tail}</span>
      </RowHead>
      <Cell>
        <Badge tone={tone}>{words}</Badge>
      </Cell>
      <Cell className="min-w-28 wrap-anywhere">{team.name}</Cell>
      <Cell>{scopes.join(', ')}</Cell>
      <Cell className="whitespace-nowrap">
        <Moment at={createdAt} />
      </Cell>
      <Cell className="figures whitespace-nowrap">{expiresAt === null ? 'never' : expiresAt.slice(0, 10)}</Cell>
      <Cell className="whitespace-nowrap">{lastUsedAt === null ? 'never' : <Moment at={lastUsedAt} />}</Cell>
      <Cell className="text-right">
        {state !== 'revoked' && (
          <Button size="small" tone="danger" onClick={revoke} aria-label={`Revoke ${name}`}>
            Revoke
          </Button>
        )}
      </Cell>
    </tr>
  )
}

export function KeysTable({ items }: { items: readonly KeyView[] }) {
  const router = useRouter()
  const [asked, setAsked] = useState<KeyView | null>(null)
  const revoke = async ({ id, name }: KeyView) => {
    try {
      await requestChange('DELETE', `/api/v1/api-keys/${id}`)
      showToast({ tone: 'good', title: `“${name}” opens nothing any more.` })
      router.refresh()
    } catch (thrown) {
      showToast({ tone: 'bad', title: problemWords(thrown) })
    }
  }
  return (
    <>
      <Table label="Your API keys">
        <thead>
          <tr>
            <HeadCell>Key</HeadCell>
            <HeadCell>State</HeadCell>
            <HeadCell>Team</HeadCell>
            <HeadCell>Scopes</HeadCell>
            <HeadCell>Made</HeadCell>
            <HeadCell>Expires</HeadCell>
            <HeadCell>Last used</HeadCell>
            <HeadCell>
              <span className="sr-only">Revoke</span>
            </HeadCell>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <Row key={item.id} item={item} revoke={() => setAsked(item)} />
          ))}
        </tbody>
      </Table>
      {asked !== null && (
        <ConfirmDialog title={`Revoke “${asked.name}”?`} confirm="Revoke" keep="Keep it" danger onConfirm={() => void revoke(asked)} close={() => setAsked(null)}>
          Programs that use the key ending in {asked.tail} are refused from then on. This cannot be undone; a new key can be made.
        </ConfirmDialog>
      )}
    </>
  )
}
