// ISO weeks in UTC: Monday to Sunday, named by the year of their Thursday. Pure.
import { DAY, later } from '@/lib/clock'

/** Days as YYYY-MM-DD, both included. */
export type Week = { name: string; from: string; to: string }

const WEEK = 7 * DAY
const dayOf = (moment: Date): string => moment.toISOString().slice(0, 10)
const midnight = (moment: Date): Date => new Date(`${dayOf(moment)}T00:00:00Z`)

/** The Monday on which the week of that moment began. */
const mondayOf = (moment: Date): Date => later(midnight(moment), -((moment.getUTCDay() + 6) % 7) * DAY)

/** "2026-W48": the first week of a year is the one with its first Thursday. */
function weekName(monday: Date): string {
  const thursday = later(monday, 3 * DAY)
  const number = Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / WEEK) + 1
  return `${thursday.getUTCFullYear()}-W${String(number).padStart(2, '0')}`
}

/** The last `count` weeks, the one of `now` among them, oldest first. */
export function lastWeeks(count: number, now: Date): Week[] {
  const monday = mondayOf(now)
  return Array.from({ length: count }, (_, index) => {
    const begin = later(monday, (index + 1 - count) * WEEK)
    return { name: weekName(begin), from: dayOf(begin), to: dayOf(later(begin, 6 * DAY)) }
  })
}
