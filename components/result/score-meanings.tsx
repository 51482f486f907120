// What each confidence number means, with its unit, direction and bands: folded away below the table, for those who want to know.
import { SCORES } from '@/lib/results/meaning'
import type { SampleScore } from './confidence-cells'

export const directionWords = (key: SampleScore): string => (SCORES[key].direction === 'higherIsBetter' ? 'higher is better' : 'lower is better')

export function unitWords(key: SampleScore): string {
  const { unit, range } = SCORES[key]
  return unit === '' && range ? `${range[0]} to ${range[1]}` : unit
}

export function ScoreMeanings({ columns }: { columns: SampleScore[] }) {
  return (
    <details className="border-t border-line px-4 py-3 text-sm">
      <summary className="font-medium text-accent">What these numbers mean</summary>
      <dl className="mt-3 grid gap-x-8 gap-y-2.5 md:grid-cols-2">
        {columns.map((key) => (
          <div key={key}>
            <dt className="font-medium">
              {SCORES[key].name} <span className="font-normal text-faint">{unitWords(key)}, {directionWords(key)}</span>
            </dt>
            <dd className="text-muted">
              {SCORES[key].meaning}
              {SCORES[key].bands.length > 0 && ` Above ${SCORES[key].bands.filter((band) => band.above > 0).map((band) => `${band.above}: ${band.label}`).join('; above ')}.`}
            </dd>
          </div>
        ))}
      </dl>
      <p className="mt-3 text-muted">
        “n/a” stands where a number cannot apply, such as ipTM of a single chain; Boltz itself writes 0 there. A high pLDDT with a low ipTM
        means that the parts are right and their arrangement is guessed.
      </p>
    </details>
  )
}
