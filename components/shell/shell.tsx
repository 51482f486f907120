// Header, main part and footer around every page.
import Link from 'next/link'
import type { ReactNode } from 'react'
import { EndNotices } from '@/components/predictions/end-notices'
import { viewSession } from '@/lib/auth/service'
import { demandPageIdentity } from '@/lib/door/page-actor'
import { wherePredictionsRun } from '@/lib/predictions/where-they-run'
import { Mark } from './mark'
import { NavLink } from './nav-link'
import { PersonMenu } from './person-menu'
import { SessionProvider } from './session'
import { SessionWatch } from './session-watch'
import { TeamDemand } from './team-demand'
import type { Theme } from './theme'
import { ThemeSwitch } from './theme-switch'
import { SimulatedStrip, WhereTheyRun } from './where-they-run'

export async function Shell({ theme, children }: { theme: Theme; children: ReactNode }) {
  const [where, session] = await Promise.all([wherePredictionsRun(), demandPageIdentity().then(viewSession)])
  const { permissions, team } = session
  return (
    <SessionProvider session={session}>
      <div className="flex min-h-dvh flex-col">
        {team !== null && <EndNotices me={session.person.id} />}
        <a
          href="#main"
          className="sr-only z-50 rounded-md bg-accent px-3 py-1.5 text-sm font-medium text-on-accent focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
        >
          Skip to the page
        </a>
        <SessionWatch />
        {where.target === 'simulated' && <SimulatedStrip maySetUp={permissions.includes('settings:read')} />}
        <header className="border-b border-line bg-surface">
          <div className="mx-auto flex h-13 max-w-[96rem] items-stretch gap-2 px-4 sm:gap-5">
            <Link href="/" className="flex items-center gap-2 font-semibold tracking-tight" aria-label="Atomera, to the predictions">
              <Mark className="size-6" />
              <span className="max-sm:sr-only">Atomera</span>
            </Link>
            <nav aria-label="Main" className="flex items-stretch">
              <NavLink href="/" also="/predictions">
                Predictions
              </NavLink>
              {permissions.includes('predictions:submit') && (
                <NavLink href="/new">
                  New<span className="max-sm:sr-only">&nbsp;prediction</span>
                </NavLink>
              )}
              {permissions.includes('usage:read') && <NavLink href="/overview">Overview</NavLink>}
              {permissions.includes('settings:read') && (
                <NavLink href="/admin" also="/admin">
                  Admin
                </NavLink>
              )}
            </nav>
            <div className="ml-auto flex min-w-0 items-center gap-2">
              <div className="hidden min-w-0 md:block">
                <WhereTheyRun where={where} />
              </div>
              <ThemeSwitch initial={theme} />
              <PersonMenu />
            </div>
          </div>
          <div className="flex items-center justify-between gap-3 border-t border-line px-4 py-1 md:hidden">
            <WhereTheyRun where={where} />
            {/* The menu says it too where there is room for it. */}
            <span aria-hidden className="truncate text-xs text-muted sm:hidden">
              {team?.name}
            </span>
          </div>
        </header>
        <main id="main" tabIndex={-1} className="mx-auto w-full max-w-[96rem] grow px-4 py-6 outline-none sm:py-8">
          <TeamDemand>{children}</TeamDemand>
        </main>
        <footer className="mt-8">
          <div aria-hidden className="ruler h-1.5" />
          <p className="mx-auto flex max-w-[96rem] flex-wrap gap-x-5 gap-y-1 px-4 py-3 text-xs text-faint">
            <span>Atomera</span>
            <Link className="underline-offset-2 hover:text-ink hover:underline" href="/api" prefetch={false}>
              HTTP API
            </Link>
            <a className="underline-offset-2 hover:text-ink hover:underline" href="/api/health">
              Health
            </a>
            <span>A prediction is a hypothesis. Test it.</span>
          </p>
        </footer>
      </div>
    </SessionProvider>
  )
}
