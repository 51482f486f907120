// The shape of the page while the server reads how it does.
import { Skeleton } from '@/components/ui/skeleton'

export default function Loading() {
  return (
    <div role="status" className="grid gap-5">
      <span className="sr-only">Reading how the installation does</span>
      <Skeleton className="h-7 w-40" />
      <div className="grid gap-5 lg:grid-cols-2">
        <Skeleton className="h-52" />
        <Skeleton className="h-52" />
      </div>
      <Skeleton className="h-64" />
    </div>
  )
}
