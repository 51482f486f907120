'use client'
// Six complexes to start from. Open while the draft is blank, folded away afterwards.
import { ChevronRight } from 'lucide-react'
import { EXAMPLES, type Example } from '@/lib/complexes/examples'

function ExampleButton({ example, choose }: { example: Example; choose: (example: Example) => void }) {
  return (
    <li className="flex">
      <button
        type="button"
        onClick={() => choose(example)}
        data-example={example.id}
        className="flex grow flex-col items-start gap-0.5 rounded-md border border-line bg-surface px-3 py-2.5 text-left transition-colors hover:border-accent hover:bg-accent-soft"
      >
        <span className="flex w-full items-baseline justify-between gap-2">
          <span className="text-sm font-semibold">{example.title}</span>
          <span className="font-mono text-xs text-faint">{example.pdbId}</span>
        </span>
        <span className="text-xs font-medium text-accent">{example.kind}</span>
        <span className="mt-1 text-xs text-muted">{example.why}</span>
      </button>
    </li>
  )
}

export function ExamplePicker({ blank, choose }: { blank: boolean; choose: (example: Example) => void }) {
  return (
    <details open={blank} key={blank ? 'blank' : 'begun'} className="group">
      <summary className="flex w-fit list-none items-center gap-1 text-sm font-medium text-muted hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
        Start from an example
      </summary>
      <ul className="mt-2 grid gap-2 sm:grid-cols-2 xl:grid-cols-3">
        {EXAMPLES.map((example) => (
          <ExampleButton key={example.id} example={example} choose={choose} />
        ))}
      </ul>
    </details>
  )
}
