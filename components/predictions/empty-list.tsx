// What the list says when there is nothing in it: where to begin, or how to widen a search.
import Link from 'next/link'
import { useMay } from '@/components/shell/session'
import { Button } from '@/components/ui/button'
import { EmptyState } from '@/components/ui/empty-state'

export type ExampleLink = { id: string; title: string; why: string; composition: string }

export function EmptyList({ examples }: { examples: ExampleLink[] }) {
  if (!useMay('predictions:submit')) return <EmptyState title="No predictions yet">What the team predicts is shown here.</EmptyState>
  return (
    <section aria-labelledby="empty-title" className="grid gap-6 rounded-lg border border-line bg-surface px-5 py-8 shadow-raised sm:px-8">
      <div className="grid max-w-[60ch] gap-2">
        <h2 id="empty-title" className="text-lg font-semibold">
          No predictions yet
        </h2>
        <p className="text-sm text-muted">
          Put proteins, nucleic acids and ligands together, send them to Boltz-2, and judge the poses here. Start from an example, or from
          an <Link href="/new" prefetch={false} className="font-medium text-accent underline underline-offset-2">empty complex</Link>.
        </p>
      </div>
      <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
        {examples.map((example) => (
          <li key={example.id} className="relative grid content-start gap-1 rounded-md border border-line p-4 hover:border-accent">
            <Link href={`/new?example=${encodeURIComponent(example.id)}`} prefetch={false} className="font-medium after:absolute after:inset-0">
              {example.title}
            </Link>
            <p className="text-xs text-faint">{example.composition}</p>
            <p className="text-sm text-muted">{example.why}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}

export function NoMatch({ clear }: { clear: () => void }) {
  return (
    <div role="status" className="grid justify-items-center gap-3 rounded-lg border border-dashed border-line-strong px-4 py-10 text-center">
      <p className="text-sm text-muted">No prediction matches this search and these filters.</p>
      <Button onClick={clear}>Show all predictions</Button>
    </div>
  )
}
