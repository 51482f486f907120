// Says on every page where predictions run, since a simulated result must never be taken for a predicted one.
import clsx from 'clsx'
import { CircleAlert, FlaskConical, Server } from 'lucide-react'
import Link from 'next/link'
import type { WhereTheyRun as Where } from '@/lib/predictions/schema'

export function WhereTheyRun({ where }: { where: Where }) {
  const blocked = where.problem !== null
  const Icon = blocked ? CircleAlert : where.target === 'simulated' ? FlaskConical : Server
  return (
    <p
      className={clsx(
        'flex min-w-0 items-center gap-1.5 rounded-full border px-2.5 py-0.5 text-xs font-medium',
        blocked && 'border-bad/40 bg-bad-soft text-bad',
        !blocked && where.target === 'simulated' && 'border-simulated/40 bg-simulated-soft text-simulated',
        !blocked && where.target === 'real' && 'border-line bg-surface text-muted',
      )}
      title={where.standsIn ? where.problem?.message : `Predictions run on: ${where.label}`}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" />
      <span className="sr-only">Predictions run on: </span>
      <span className="truncate">{where.standsIn ? 'Own workers, for RunPod' : (where.problem?.message ?? where.label)}</span>
    </p>
  )
}

/** The page-wide strip while predictions are simulated. */
export function SimulatedStrip({ maySetUp }: { maySetUp: boolean }) {
  return (
    <aside aria-label="Simulated" className="hatched border-b border-simulated/30 bg-simulated-soft px-4 py-1 text-center text-xs text-simulated">
      <strong className="font-semibold">Simulated.</strong> Predictions here are made up by a built-in stand-in for Boltz-2, to try the product.
      They say nothing about nature. To predict for real,{' '}
      {maySetUp ? (
        <>
          <Link href="/admin" className="underline underline-offset-2 hover:no-underline">set up RunPod</Link>, or a GPU of your own as README.md says.
        </>
      ) : (
        'an admin sets up RunPod or a GPU of your own.'
      )}
    </aside>
  )
}
