// The overview while it is being summed: its shape without its figures.
import { Skeleton } from '@/components/ui/skeleton'

export function UsageSkeleton() {
  return (
    <div role="status" className="grid gap-4">
      <span className="sr-only">Summing up</span>
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-5">
        {['predictions', 'failed', 'runpod', 'own', 'cost'].map((figure) => <Skeleton key={figure} className="h-20 rounded-lg" />)}
      </div>
      <div className="grid gap-4 lg:grid-cols-2">
        <Skeleton className="h-72 rounded-lg" />
        <Skeleton className="h-72 rounded-lg" />
      </div>
    </div>
  )
}
