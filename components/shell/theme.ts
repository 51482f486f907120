// The three themes and the cookie that remembers the choice; anything else in the cookie counts as "system".
export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

export const THEME_COOKIE = 'atomera-theme'
const ONE_YEAR_SECONDS = 31_536_000

export const parseTheme = (text: string | undefined): Theme => THEMES.find((theme) => theme === text) ?? 'system'

export const themeCookie = (theme: Theme): string =>
  `${THEME_COOKIE}=${theme}; Path=/; Max-Age=${ONE_YEAR_SECONDS}; SameSite=Lax`
