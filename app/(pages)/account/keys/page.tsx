// One's own API keys.
import type { Metadata } from 'next'
import Link from 'next/link'
import { KeysPanel } from '@/components/account/keys-panel'
import { MOST_KEYS } from '@/lib/api-keys/form'
import { listKeys } from '@/lib/api-keys/service'
import { pageActor } from '@/lib/door/page-actor'

export const metadata: Metadata = { title: 'API keys' }

export default async function KeysPage() {
  const { items } = await listKeys(await pageActor('self:read'))
  return (
    <div className="mx-auto flex max-w-5xl flex-col gap-4">
      <div>
        <h1 className="text-2xl font-semibold">API keys</h1>
        <p className="max-w-3xl text-sm text-muted">
          For programs that work as you, each in one team; at most {MOST_KEYS} that work at a time. What a program can do with one is on the page{' '}
          <Link className="underline underline-offset-2 hover:text-ink" href="/api">
            HTTP API
          </Link>
          .
        </p>
      </div>
      <KeysPanel items={items} />
    </div>
  )
}
