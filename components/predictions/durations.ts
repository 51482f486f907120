// Durations, ages and dates as a person reads them. Pure: the present is an argument, and times are UTC so that server and browser agree.

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const two = (value: number): string => String(value).padStart(2, '0')

/** "0.4 s", "38 s", "4 min 05 s", "2 h 03 min", "3 d 4 h". Negative spans (clocks that disagree) count as none. */
export function formatDuration(milliseconds: number): string {
  const span = Math.max(0, milliseconds)
  if (span < 9_950) return `${(span / SECOND).toFixed(1)} s`
  const seconds = Math.round(span / SECOND)
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`
  const minutes = Math.floor(span / MINUTE)
  if (span < DAY) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`
  return `${Math.floor(span / DAY)} d ${Math.floor((span % DAY) / HOUR)} h`
}

/** Whole seconds only: for durations that tick. */
export const formatTicking = (milliseconds: number): string =>
  milliseconds < 10_000 ? `${Math.floor(Math.max(0, milliseconds) / SECOND)} s` : formatDuration(milliseconds)

/**
 * The step to which all times of one course are rounded, so that its phases add up to the whole: tenths below a minute, then seconds.
 * A course whose length is not known yet is short.
 */
export const stepOf = (milliseconds: number | null): number => (milliseconds === null || milliseconds < MINUTE ? SECOND / 10 : SECOND)

/** A length that was rounded to `step`, with no digit less than that below an hour. */
export const formatStepped = (milliseconds: number, step: number): string =>
  step < SECOND ? `${(milliseconds / SECOND).toFixed(1)} s` : formatTicking(milliseconds)

/** "2026-11-23 18:04 UTC": the same text on the server and in every browser. */
export const formatInstant = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`

/** "2026-11-23 18:04:31 UTC": where seconds tell one phase from the next. */
export const formatSecond = (iso: string): string => `${iso.slice(0, 10)} ${formatClock(iso)} UTC`

/** "18:04:31" of an instant, for lists in which the date is known. */
export const formatClock = (iso: string): string => iso.slice(11, 19)

/** "just now", "5 min ago", "3 h ago", "2 d ago", then the date. */
export function formatAge(iso: string, nowMs: number): string {
  const age = nowMs - Date.parse(iso)
  if (age < MINUTE) return 'just now'
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min ago`
  if (age < DAY) return `${Math.floor(age / HOUR)} h ago`
  if (age < 14 * DAY) return `${Math.floor(age / DAY)} d ago`
  return iso.slice(0, 10)
}

const UNITS = ['B', 'kB', 'MB', 'GB'] as const

/** "812 B", "214 kB", "3.6 MB": decimal units, as file managers show them. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1_000 && unit < UNITS.length - 1) {
    value /= 1_000
    unit += 1
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit] ?? 'B'}`
}
