// Says beside every simulated number and picture what it is. Hatched as well as coloured, so that a grey print tells it too.
import clsx from 'clsx'

export const SIMULATED_WORDS = 'SIMULATED – not a prediction'

export function SimulatedMark({ className }: { className?: string }) {
  return (
    <span
      className={clsx(
        'hatched inline-flex items-center rounded-sm border border-simulated/40 bg-simulated-soft px-1.5 text-xs leading-5 font-semibold whitespace-nowrap text-simulated',
        className,
      )}
    >
      {SIMULATED_WORDS}
    </span>
  )
}
