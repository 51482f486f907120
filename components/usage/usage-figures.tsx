// The overview in five figures, and in words what is and what is not in them.
import Link from 'next/link'
import type { ReactNode } from 'react'
import { formatCount } from '@/components/ui/figures'
import type { UsageView } from '@/lib/usage/schema'
import { gpuSecondsOf, totalOf } from '@/lib/usage/sums'
import { listOf, secondsWords } from './chart-rows'
import { CostWords } from './gpu-cells'

function Figure({ name, children, below }: { name: string; children: ReactNode; below?: ReactNode }) {
  return (
    <div className="min-w-0 rounded-lg border border-line bg-surface px-4 py-3 shadow-raised max-lg:last:col-span-2">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="figures text-xl font-semibold">{children}</dd>
      {below !== undefined && <dd className="text-xs text-muted">{below}</dd>}
    </div>
  )
}

const hours = (seconds: number): string => `${(seconds / 3600).toLocaleString('en', { maximumFractionDigits: 1 })} h`
const LINK = 'underline decoration-line-strong underline-offset-3 hover:decoration-current'

/** `setsPrice`: whether whoever looks at it may set the price. */
export function UsageFigures({ usage: { from, to, real, pricePerGpuSecond }, setsPrice }: { usage: UsageView; setsPrice: boolean }) {
  const ended = real.counts.failed + real.counts.timedOut
  return (
    <dl className="grid grid-cols-2 gap-3 lg:grid-cols-5">
      <Figure name="Predictions" below={`${formatCount(real.counts.completed)} completed`}>
        <Link href={listOf({ from, to, simulated: 'no' })} prefetch={false} className={LINK}>
          {formatCount(totalOf(real.counts))}
        </Link>
      </Figure>
      <Figure name="Failed or timed out" below={`${formatCount(real.failures.length)} ${real.failures.length === 1 ? 'reason' : 'reasons'}`}>
        {formatCount(ended)}
      </Figure>
      <Figure name="GPU seconds on RunPod" below={hours(real.gpu.runPodSeconds)}>
        {secondsWords(real.gpu.runPodSeconds)}
      </Figure>
      <Figure name="GPU seconds on own workers" below={hours(real.gpu.ownSeconds)}>
        {secondsWords(real.gpu.ownSeconds)}
      </Figure>
      <Figure
        name="Estimated cost"
        below={
          pricePerGpuSecond !== null ? `at $${pricePerGpuSecond} a GPU second on RunPod`
          : setsPrice ? <Link href="/admin" className={LINK}>Set the price of a GPU second</Link>
          : 'An admin sets the price of a GPU second.'
        }
      >
        <CostWords gpu={real.gpu} />
      </Figure>
    </dl>
  )
}

export function UsageNotes({ usage: { real, deleted, checks } }: { usage: UsageView }) {
  return (
    <ul className="grid max-w-3xl list-disc gap-1 pl-5 text-sm text-muted">
      <li>A prediction counts, with all its attempts, in the week in which it was submitted. Weeks are ISO weeks in UTC, Monday to Sunday.</li>
      <li>GPU seconds are the execution times that the endpoint reported.{real.gpu.notReported > 0 && <NotReported count={real.gpu.notReported} />}</li>
      <li>The cost is an estimate, at the price that is set now: the start-up and idle time of workers are billed too, so that RunPod's bill is higher. Own workers cost nothing here.</li>
      {deleted.predictions > 0 && (
        <li>
          {secondsWords(gpuSecondsOf(deleted.gpu))} of the GPU seconds are of {formatCount(deleted.predictions)} {deleted.predictions === 1 ? 'prediction that was' : 'predictions that were'} deleted since, which no list shows.
        </li>
      )}
      {checks.predictions > 0 && (
        <li>
          {secondsWords(gpuSecondsOf(checks.gpu))} of the GPU seconds are of {formatCount(checks.predictions)} {checks.predictions === 1 ? 'prediction' : 'predictions'} of the conformance check, by which an admin has the endpoint graded. It sends two at a time, of which one fails on purpose.
        </li>
      )}
    </ul>
  )
}

function NotReported({ count }: { count: number }) {
  return (
    <strong className="font-medium text-ink">
      {' '}
      {formatCount(count)} {count === 1 ? 'attempt' : 'attempts'} ran, or may have run, without a reported time: not reported, and in no sum.
    </strong>
  )
}
