// A day as people and addresses write it: YYYY-MM-DD. Pure.

/** Postgres knows no year 0. */
const DAY = /^(?!0000)\d{4}-\d{2}-\d{2}$/

/** A day that the calendar knows; '' otherwise. */
export function dayFrom(text: string | null): string {
  if (text === null || !DAY.test(text)) return ''
  const moment = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text) ? text : ''
}
