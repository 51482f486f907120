// The pages of the admin, side by side. Each page asks for its own permission; this only leads there.
import { NavLink } from '@/components/shell/nav-link'

const PAGES = [
  { href: '/admin', words: 'Settings' },
  { href: '/admin/people', words: 'People' },
  { href: '/admin/audit', words: 'Audit' },
  { href: '/admin/system', words: 'System' },
] as const

export function AdminNav() {
  return (
    <nav aria-label="Admin" className="-mx-2.5 mb-6 flex h-10 items-stretch overflow-x-auto border-b border-line">
      {PAGES.map(({ href, words }) => (
        <NavLink key={href} href={href}>
          {words}
        </NavLink>
      ))}
    </nav>
  )
}
