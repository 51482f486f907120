'use client'
// Chooses the sample that is shown. Arrow keys move along it; the camera stays, since all samples are laid onto the first, unless a pocket is in focus.
import clsx from 'clsx'
import { fitWords, shiftWords } from './fit-words'
import type { Fit, LigandShift } from './read-pose'

export type SampleChoice = { index: number; url: string; confidence: number | null }

export function SampleSwitch({
  samples,
  chosen,
  onChoose,
  fit,
  shifts,
}: {
  samples: SampleChoice[]
  chosen: number
  onChoose: (index: number) => void
  /** null while the sample is being read. */
  fit: Fit | null
  shifts: LigandShift[]
}) {
  const first = samples[0]?.index ?? chosen
  return (
    <fieldset className="flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-line px-4 py-2.5">
      <legend className="sr-only">Sample</legend>
      <span aria-hidden className="text-xs text-faint">
        Sample
      </span>
      <div className="flex flex-wrap gap-1.5">
        {samples.map((sample) => (
          <label
            key={sample.index}
            className={clsx(
              'figures cursor-pointer rounded-md border px-2 py-0.5 text-xs has-focus-visible:outline-2 has-focus-visible:outline-focus',
              sample.index === chosen ? 'border-accent bg-accent-soft text-accent-strong' : 'border-line-strong text-muted hover:text-ink',
            )}
          >
            <input
              type="radio"
              name="sample"
              className="sr-only"
              checked={sample.index === chosen}
              onChange={() => onChoose(sample.index)}
            />
            <strong className="font-semibold">{sample.index}</strong>
            {sample.confidence !== null && <span className="ml-1.5">{sample.confidence.toFixed(2)}</span>}
          </label>
        ))}
      </div>
      <p className="figures text-xs text-muted" aria-live="polite">
        {fit !== null && [fitWords(fit, first), ...shifts.map((shift) => shiftWords(shift, first))].join(' ').trim()}
      </p>
    </fieldset>
  )
}
