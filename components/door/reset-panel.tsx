'use client'
// A new password, with the link that somebody was given.
import { Notice } from '@/components/ui/notice'
import { Skeleton } from '@/components/ui/skeleton'
import { DoorForm, type DoorField } from './door-form'
import { useLinkToken } from './link-token'

const FIELDS: readonly DoorField[] = [{ name: 'password', label: 'A new password', hint: 'At least 12 characters; a few words are easy to remember.', type: 'password', autoComplete: 'new-password' }]

export function ResetPanel() {
  const token = useLinkToken()
  if (token === null) return <Skeleton className="h-40 rounded-lg" />
  if (token === '') return <Notice tone="bad" title="There is no link for a new password in this address." cure="Open the link as you were given it, to its last character." />
  return <DoorForm fields={FIELDS} button="Set the password and sign in" url="/api/v1/session/reset" fixed={{ token }} then="/" />
}
