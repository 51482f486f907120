'use client'
// An invitation, as whoever opened its link can accept it: with a new account, as themselves, or after signing in.
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useState, type ReactNode } from 'react'
import { announceSession } from '@/components/shell/session-watch'
import { Button, buttonLook } from '@/components/ui/button'
import { Notice } from '@/components/ui/notice'
import { Skeleton } from '@/components/ui/skeleton'
import type { InvitationLook } from '@/lib/people/schema'
import { problemWords, requestAnswer, requestChange } from '@/lib/predictions/client-request'
import { queryKeys } from '@/lib/query-keys'
import { DoorForm, type DoorField } from './door-form'
import { forgetLinkToken, keepLinkToken, useLinkToken } from './link-token'

const NAME: DoorField = { name: 'name', label: 'Your name', autoComplete: 'name' }
const EMAIL: DoorField = { name: 'email', label: 'Your e-mail address', hint: 'You sign in with it.', type: 'email', autoComplete: 'username' }
const PASSWORD: DoorField = { name: 'password', label: 'A new password', hint: 'At least 12 characters; a few words are easy to remember.', type: 'password', autoComplete: 'new-password' }

export function JoinPanel() {
  const token = useLinkToken()
  const { data, error } = useQuery({
    queryKey: queryKeys.invitation(token),
    queryFn: ({ signal }) => requestAnswer<InvitationLook>('/api/v1/invitations/look', { token }, { signal }),
    enabled: token !== null && token !== '',
    staleTime: 0,
    retry: false,
  })
  if (token === '') return <Notice tone="bad" title="There is no invitation in this address." cure="Open the link as you were given it, to its last character." />
  if (error !== null) return <Notice tone="bad" live="assertive" title={problemWords(error)} />
  if (token === null || data === undefined) return <Skeleton className="h-40 rounded-lg" />
  return (
    <>
      <p className="text-sm">
        {data.invitedBy} invites {data.email ?? 'you'} into the team <strong className="wrap-anywhere">{data.teamName}</strong>, as {data.role}.
      </p>
      <Accept token={token} invitation={data} />
    </>
  )
}

function Accept({ token, invitation: { way, email, signedInAs, teamName } }: { token: string; invitation: InvitationLook }) {
  const who = signedInAs === null ? '' : `${signedInAs.name} (${signedInAs.email})`
  if (way === 'newAccount') {
    return (
      <>
        <DoorForm fields={email === null ? [NAME, EMAIL, PASSWORD] : [NAME, PASSWORD]} button="Make an account and join" url="/api/v1/invitations/accept" fixed={{ token }} then="/" />
        {email === null && <SignInFirst token={token} words="You have an account already?" />}
      </>
    )
  }
  if (way === 'signInFirst') return <SignInFirst token={token} words="This address has an account. Sign in with it; then this page is here again." />
  if (way === 'member') {
    return (
      <Notice title={`You are in this team already, as ${who}.`} actions={<Link className={buttonLook()} href="/">To the predictions</Link>} />
    )
  }
  if (way === 'otherAddress') {
    return (
      <Deed words={`You are signed in as ${who}, and the invitation is for another address.`} button="Sign out" run={() => requestChange('DELETE', '/api/v1/session')} then={() => window.location.reload()} />
    )
  }
  return (
    <>
      <Deed words={`You are signed in as ${who}.`} button={`Join ${teamName}`} run={() => requestChange('POST', '/api/v1/invitations/accept', { token })} then={toTheTeam} isMain />
      <Deed words="Not you?" button="Sign out" run={() => requestChange('DELETE', '/api/v1/session')} then={() => window.location.reload()} />
    </>
  )
}

function toTheTeam(): void {
  forgetLinkToken()
  window.location.assign('/')
}

function SignInFirst({ token, words }: { token: string; words: ReactNode }) {
  const go = () => {
    keepLinkToken(token)
    window.location.assign(`/sign-in?next=${encodeURIComponent(window.location.pathname)}`)
  }
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 text-sm text-muted">
      <span className="min-w-0 wrap-anywhere">{words}</span>
      <Button onClick={go}>Sign in</Button>
    </div>
  )
}

/** Something that changes who is signed in, or what they see. */
function Deed({ words, button, run, then, isMain = false }: { words: string; button: string; run: () => Promise<void>; then: () => void; isMain?: boolean }) {
  const [busy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  const go = () => {
    setBusy(true)
    setTrouble(null)
    run()
      .then(() => {
        announceSession('changed')
        then()
      })
      .catch((thrown: unknown) => {
        setTrouble(problemWords(thrown))
        setBusy(false)
      })
  }
  return (
    <div className="flex flex-col gap-3">
      {trouble !== null && <Notice tone="bad" live="assertive" title={trouble} />}
      <div className="flex flex-wrap items-center justify-between gap-3 text-sm text-muted">
        <span className="min-w-0 wrap-anywhere">{words}</span>
        <Button tone={isMain ? 'primary' : 'secondary'} busy={busy} onClick={go}>
          {button}
        </Button>
      </div>
    </div>
  )
}
