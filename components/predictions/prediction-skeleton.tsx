// A prediction's page while it is being read: its shape without its content.
import { Skeleton } from '@/components/ui/skeleton'

export function PredictionSkeleton() {
  return (
    <div role="status" className="grid gap-4">
      <span className="sr-only">Reading the prediction</span>
      <Skeleton className="h-7 w-80 max-w-full" />
      <Skeleton className="h-5 w-56 max-w-full" />
      <Skeleton className="mt-4 h-40 w-full" />
    </div>
  )
}
