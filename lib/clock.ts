// Arithmetic on moments: milliseconds in, moments out. Pure: the present is always an argument.

export const SECOND = 1_000
export const MINUTE = 60_000
export const HOUR = 3_600_000
export const DAY = 86_400_000

export const later = (moment: Date, milliseconds: number): Date => new Date(moment.getTime() + milliseconds)

/** Milliseconds from `from` to `to`; negative when `to` lies before. */
export const elapsed = (from: Date, to: Date): number => to.getTime() - from.getTime()

export const isoOrNull = (moment: Date | null): string | null => (moment === null ? null : moment.toISOString())
