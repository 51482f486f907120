// Asking for a link to set a new password. There is nothing here where no mail is sent.
import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { DoorForm } from '@/components/door/door-form'
import { Notice } from '@/components/ui/notice'
import { demandDoorHost } from '@/lib/door/page-actor'
import { isMailSet } from '@/lib/mail/send'

export const metadata: Metadata = { title: 'Forgot your password?' }

const FIELDS = [{ name: 'email', label: 'E-mail address', type: 'email', autoComplete: 'username' }] as const

export default async function ForgottenPage({ searchParams }: { searchParams: Promise<{ sent?: string | string[] }> }) {
  await demandDoorHost()
  if (!isMailSet()) notFound()
  const { sent } = await searchParams
  return (
    <div className="flex flex-col gap-5">
      <h1 className="text-2xl font-semibold">Forgot your password?</h1>
      {sent === undefined ? (
        <DoorForm fields={FIELDS} button="Send me a link" url="/api/v1/session/forgotten" then="/forgotten?sent=1" />
      ) : (
        <Notice title="If there is an account with that address, a letter is on its way." cure="Its link works once, for a day. Nothing there after some minutes? Look among the spam, or ask an admin for a link." />
      )}
      <Link href="/sign-in" className="text-sm text-ink underline underline-offset-2 hover:no-underline">
        Back to signing in
      </Link>
    </div>
  )
}
