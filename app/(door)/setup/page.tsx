// The first account. There is nothing here once it exists.
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { DoorForm } from '@/components/door/door-form'
import { isSetUp } from '@/lib/auth/set-up-store'
import { demandDoorHost } from '@/lib/door/page-actor'

export const metadata: Metadata = { title: 'Set up' }

const FIELDS = [
  { name: 'code', label: 'Set-up code', hint: 'The console that started Atomera shows it. It works once.', autoComplete: 'off', mono: true },
  { name: 'teamName', label: 'Name of your first team', hint: 'What was predicted here before belongs to it. More teams can follow.', autoComplete: 'organization' },
  { name: 'name', label: 'Your name', autoComplete: 'name' },
  { name: 'email', label: 'Your e-mail address', hint: 'You sign in with it.', type: 'email', autoComplete: 'username' },
  { name: 'password', label: 'A new password', hint: 'At least 12 characters; a few words are easy to remember.', type: 'password', autoComplete: 'new-password' },
] as const

export default async function SetUpPage() {
  await demandDoorHost()
  if (await isSetUp()) notFound()
  return (
    <div className="flex flex-col gap-5">
      <h1 className="text-2xl font-semibold">Set Atomera up</h1>
      <p className="text-sm text-muted">You become the first admin: you set RunPod up, make teams and invite people.</p>
      <DoorForm fields={FIELDS} button="Make the first account" url="/api/v1/setup" then="/admin" />
    </div>
  )
}
