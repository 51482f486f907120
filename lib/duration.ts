// Times as people write them in settings: 90, 90s, 30m, 6h, 2d. Refuses everything else with null.
const UNITS: Record<string, number> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds; a bare number is seconds, as in RunPod's own settings. */
export function durationIn(text: string): number | null {
  const [, amount, unit] = /^(\d{1,9}(?:\.\d{1,3})?) ?([smhd]?)$/.exec(text.trim()) ?? []
  const factor = UNITS[unit ?? '']
  return amount === undefined || factor === undefined ? null : Math.round(Number(amount) * factor)
}

/** The shortest text of which `durationIn` makes the same time. */
export function durationText(milliseconds: number): string {
  const whole = ['d', 'h', 'm'].find((unit) => milliseconds > 0 && milliseconds % (UNITS[unit] ?? 1) === 0)
  return whole === undefined ? `${milliseconds / 1000}s` : `${milliseconds / (UNITS[whole] ?? 1)}${whole}`
}
