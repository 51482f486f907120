// Signing in: with e-mail address and password, or as one of the demo team where there is one.
import type { Metadata } from 'next'
import Link from 'next/link'
import { redirect } from 'next/navigation'
import { DemoButtons } from '@/components/door/demo-buttons'
import { DoorForm } from '@/components/door/door-form'
import { Card, CardBody, CardHead } from '@/components/ui/card'
import { isDemoOffered } from '@/lib/auth/demo'
import { isSetUp } from '@/lib/auth/set-up-store'
import { localPath } from '@/lib/door/local-path'
import { pageCaller, pageIdentity } from '@/lib/door/page-actor'
import { isMailSet } from '@/lib/mail/send'

export const metadata: Metadata = { title: 'Sign in' }

const FIELDS = [
  { name: 'email', label: 'E-mail address', type: 'email', autoComplete: 'username' },
  { name: 'password', label: 'Password', type: 'password', autoComplete: 'current-password' },
] as const

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await searchParams
  const then = localPath(typeof next === 'string' ? next : undefined)
  if ((await pageIdentity()) !== null) redirect(then)
  const [ready, demo] = await Promise.all([isSetUp(), pageCaller().then(isDemoOffered)])
  return (
    <div className="flex flex-col gap-5">
      <h1 className="text-2xl font-semibold">{ready ? 'Sign in' : 'Welcome to Atomera'}</h1>
      {demo && (
        <Card>
          <CardHead title="Look around as one of the demo team" />
          <CardBody>
            <DemoButtons then={then} />
            <p className="mt-3 text-xs text-muted">The demo is there on this machine alone, and ends when the first real account is made.</p>
          </CardBody>
        </Card>
      )}
      {ready && <DoorForm fields={FIELDS} button="Sign in" url="/api/v1/session" then={then} />}
      {!ready && (
        <p className="text-sm text-muted">
          {demo ? 'For a group: ' : 'Nobody has an account here yet. '}
          <Link href="/setup" className="text-ink underline underline-offset-2 hover:no-underline">
            {demo ? 'set this installation up' : 'Set this installation up'}
          </Link>
          {' with the code that the console shows.'}
        </p>
      )}
      {ready && isMailSet() && (
        <Link href="/forgotten" className="text-sm text-ink underline underline-offset-2 hover:no-underline">
          Forgot your password?
        </Link>
      )}
      {ready && <p className="text-xs text-muted">{isMailSet() ? 'No account? A lead of your team, or an admin, invites you.' : 'No account, or the password is forgotten? An admin of this installation makes a link for you.'}</p>}
    </div>
  )
}
