'use client'
// A link of the header that knows whether its page is open.
import clsx from 'clsx'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'

export function NavLink({ href, also, children }: { href: string; also?: string; children: ReactNode }) {
  const path = usePathname()
  const open = path === href || (also !== undefined && path.startsWith(also))
  return (
    <Link
      href={href}
      aria-current={open ? 'page' : undefined}
      className={clsx(
        'relative flex h-full items-center px-2.5 text-sm font-medium whitespace-nowrap',
        open ? 'text-ink after:absolute after:inset-x-2.5 after:bottom-0 after:h-0.5 after:bg-accent' : 'text-muted hover:text-ink',
      )}
    >
      {children}
    </Link>
  )
}
