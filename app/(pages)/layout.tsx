// The frame of the pages behind the sign-in.
import { cookies } from 'next/headers'
import { Shell } from '@/components/shell/shell'
import { parseTheme, THEME_COOKIE } from '@/components/shell/theme'

export default async function PagesLayout({ children }: { children: React.ReactNode }) {
  return <Shell theme={parseTheme((await cookies()).get(THEME_COOKIE)?.value)}>{children}</Shell>
}
