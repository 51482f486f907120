'use client'
// Chooses between the system's theme, light and dark. The choice takes effect at once and is kept in a cookie, so the next page paints right.
import { Monitor, Moon, Sun } from 'lucide-react'
import { useState } from 'react'
import { themeCookie, THEMES, type Theme } from './theme'

const LOOKS = {
  system: { label: 'Theme: as the system', Icon: Monitor },
  light: { label: 'Theme: light', Icon: Sun },
  dark: { label: 'Theme: dark', Icon: Moon },
} as const

export function ThemeSwitch({ initial }: { initial: Theme }) {
  const [theme, setTheme] = useState(initial)
  const choose = (next: Theme) => {
    document.cookie = themeCookie(next)
    document.documentElement.dataset.theme = next
    setTheme(next)
  }
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system'
  const { label, Icon } = LOOKS[theme]
  return (
    <button
      type="button"
      onClick={() => choose(next)}
      aria-label={`${label}. Change to ${next}.`}
      title={label}
      className="grid size-8 place-items-center rounded-md text-muted hover:bg-sunken hover:text-ink"
    >
      <Icon aria-hidden className="size-4" />
    </button>
  )
}
