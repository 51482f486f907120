// The predicted IC50 on a logarithmic ruler with both heads, drawn beside the words that say the same.
import clsx from 'clsx'

/** log10 of micromolar: from 10 pM to 1 mM, wider than Boltz's values seen so far. */
const FROM = -5
const TO = 3

const TICKS = [
  { at: -5, label: '10 pM' },
  { at: -3, label: '1 nM' },
  { at: -1, label: '100 nM' },
  { at: 1, label: '10 µM' },
  { at: 3, label: '1 mM' },
] as const

/** Place on the ruler in percent; values beyond its ends stand at the end. */
export const scalePlace = (log10Micromolar: number): number =>
  ((Math.min(TO, Math.max(FROM, log10Micromolar)) - FROM) / (TO - FROM)) * 100

function Mark({ at, strong }: { at: number; strong: boolean }) {
  return (
    <span
      className={clsx('absolute top-1/2 -translate-1/2 rounded-full', strong ? 'h-5 w-1 bg-accent' : 'size-2 border-2 border-accent bg-surface')}
      style={{ left: `${scalePlace(at)}%` }}
    />
  )
}

export function AffinityScale({ value, heads }: { value: number; heads: number[] }) {
  return (
    <div aria-hidden className="px-4">
      <div className="relative h-6">
        <div className="absolute inset-x-0 top-1/2 h-1 -translate-y-1/2 rounded-full bg-linear-to-r from-accent/70 via-accent/25 to-sunken" />
        {heads.map((head, index) => (
          <Mark key={index} at={head} strong={false} />
        ))}
        <Mark at={value} strong />
      </div>
      <div className="figures relative h-4 text-[0.6875rem] text-faint">
        {TICKS.map((tick) => (
          <span key={tick.at} className="absolute -translate-x-1/2 whitespace-nowrap" style={{ left: `${scalePlace(tick.at)}%` }}>
            {tick.label}
          </span>
        ))}
      </div>
      <div className="flex justify-between text-[0.6875rem] text-faint">
        <span>stronger</span>
        <span>weaker</span>
      </div>
    </div>
  )
}
