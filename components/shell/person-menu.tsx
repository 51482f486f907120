'use client'
// Who is signed in, which team's work is shown, and the ways to change either.
import { Check, ChevronDown } from 'lucide-react'
import Link from 'next/link'
import { useRef, useState, type ToggleEvent } from 'react'
import { removeDraftsOf } from '@/components/builder/draft-keys'
import { showToast } from '@/components/ui/toast'
import { problemWords, requestChange } from '@/lib/predictions/client-request'
import type { TeamChoice } from '@/lib/teams/schema'
import { useSession } from './session'
import { announceSession } from './session-watch'

const ITEM = 'flex w-full items-center gap-2 rounded-md px-2 py-1.5 text-left text-sm hover:bg-sunken disabled:opacity-50'

/** A change of the session, after which everything on the page is another person's or team's. */
async function changeSession(change: () => Promise<void>, then: string): Promise<void> {
  await change()
  announceSession('changed')
  window.location.assign(then)
}

/** Only whoever asks for it leaves nothing behind: a session that merely ends loses nothing that was typed. */
async function signOut(personId: string): Promise<void> {
  await requestChange('DELETE', '/api/v1/session')
  removeDraftsOf(personId)
}

/** Of the first name and the last. */
const initialsOf = (name: string): string => [...name.trim().split(/\s+/)].filter((_word, index, all) => index === 0 || index === all.length - 1).map((word) => [...word][0] ?? '').join('').toUpperCase()

export function PersonMenu() {
  const { person, team, teams, roles } = useSession()
  const button = useRef<HTMLButtonElement>(null)
  const menu = useRef<HTMLDivElement>(null)
  /** Under its button, wherever that stands: above the header there may be strips and notices. */
  const place = ({ newState }: ToggleEvent<HTMLDivElement>) => {
    if (newState !== 'open' || button.current === null || menu.current === null) return
    const { bottom, right } = button.current.getBoundingClientRect()
    menu.current.style.top = `${bottom + 4}px`
    menu.current.style.maxHeight = `calc(100dvh - ${bottom + 16}px)`
    menu.current.style.right = `${Math.max(12, document.documentElement.clientWidth - right)}px`
  }
  const [busy, setBusy] = useState(false)
  const run = (change: () => Promise<void>, then: string) => {
    setBusy(true)
    changeSession(change, then).catch((thrown: unknown) => {
      setBusy(false)
      showToast({ tone: 'bad', title: problemWords(thrown) })
    })
  }
  return (
    <>
      <button type="button" ref={button} popoverTarget="person-menu" className="flex min-w-0 items-center gap-1.5 rounded-md px-2 py-1 text-left hover:bg-sunken">
        <span className="flex min-w-0 flex-col leading-tight">
          <span className="truncate text-sm font-medium max-sm:sr-only">{person.name}</span>
          <span aria-hidden className="text-sm font-medium sm:hidden">
            {initialsOf(person.name)}
          </span>
          <span className="truncate text-xs text-muted max-sm:sr-only">{team?.name ?? 'No team'}</span>
        </span>
        <ChevronDown aria-hidden className="size-3.5 shrink-0 text-muted" />
        <span className="sr-only">Account and team</span>
      </button>
      <div id="person-menu" popover="auto" ref={menu} onBeforeToggle={place} className="fixed inset-auto m-0 w-72 overflow-y-auto max-w-[calc(100vw-1.5rem)] rounded-lg border border-line bg-raised p-2 text-ink shadow-raised">
        <div className="px-2 pt-1 pb-2">
          <p className="text-sm font-medium">{person.name}</p>
          <p className="text-xs wrap-anywhere text-muted">{person.isDemo ? 'Demo person, without a password' : person.email}</p>
          <p className="text-xs text-muted">{roles.length === 0 ? 'No role' : roles.join(', ')}</p>
        </div>
        <Teams teams={teams} shown={team} busy={busy} choose={(id) => run(() => requestChange('PATCH', '/api/v1/session', { teamId: id }), '/')} />
        <div className="mt-1 border-t border-line pt-1">
          {team !== null && (
            <Link href="/team" className={ITEM} onClick={() => menu.current?.hidePopover()}>
              Members of the team
            </Link>
          )}
          <Link href="/account" className={ITEM} onClick={() => menu.current?.hidePopover()}>
            Account
          </Link>
          <Link href="/account/keys" className={ITEM} onClick={() => menu.current?.hidePopover()}>
            API keys
          </Link>
          <button type="button" className={ITEM} disabled={busy} onClick={() => run(() => signOut(person.id), '/sign-in')}>
            Sign out
          </button>
        </div>
      </div>
    </>
  )
}

function Teams({ teams, shown, busy, choose }: { teams: readonly TeamChoice[]; shown: TeamChoice | null; busy: boolean; choose: (id: string) => void }) {
  if (teams.length < 2) return null
  return (
    <div role="group" aria-label="Team whose work is shown" className="max-h-64 overflow-y-auto border-t border-line pt-1">
      <p className="px-2 py-1 text-xs text-faint">Team</p>
      {teams.map(({ id, name, role }) => (
        <button key={id} type="button" className={ITEM} disabled={busy} aria-pressed={id === shown?.id} onClick={() => id !== shown?.id && choose(id)}>
          <Check aria-hidden className={id === shown?.id ? 'size-4 shrink-0 text-accent' : 'invisible size-4 shrink-0'} />
          <span className="min-w-0 grow truncate">{name}</span>
          <span className="text-xs text-faint">{role ?? 'read only'}</span>
        </button>
      ))}
    </div>
  )
}
