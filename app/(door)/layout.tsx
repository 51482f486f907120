// The frame of the pages in front of the sign-in: the name, the card in the middle, and nothing that needs to know who is there.
import { cookies } from 'next/headers'
import { Mark } from '@/components/shell/mark'
import { parseTheme, THEME_COOKIE } from '@/components/shell/theme'
import { ThemeSwitch } from '@/components/shell/theme-switch'

export default async function DoorLayout({ children }: { children: React.ReactNode }) {
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value)
  return (
    <div className="flex min-h-dvh flex-col">
      <header className="flex h-13 items-center justify-between px-4">
        <p className="flex items-center gap-2 font-semibold tracking-tight">
          <Mark className="size-6" /> Atomera
        </p>
        <ThemeSwitch initial={theme} />
      </header>
      <main className="mx-auto flex w-full max-w-md grow flex-col justify-center px-4 py-8">
        {/* Without them the button of the form below stays grey. */}
        <noscript>
          <p className="mb-4 text-sm">Atomera needs JavaScript: allow it for this page and load it again.</p>
        </noscript>
        {children}
      </main>
      <div aria-hidden className="ruler h-1.5" />
    </div>
  )
}
