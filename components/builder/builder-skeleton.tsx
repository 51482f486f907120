// The builder's frame while the browser reads the stored draft.
import { Skeleton } from '@/components/ui/skeleton'

export function BuilderSkeleton() {
  return (
    <div aria-busy className="grid items-start gap-x-6 gap-y-5 lg:grid-cols-[minmax(0,1fr)_23rem] xl:grid-cols-[minmax(0,1fr)_27rem]">
      <p className="sr-only">Loading the builder</p>
      <div className="flex flex-col gap-4">
        <Skeleton className="h-16" />
        <Skeleton className="h-48" />
        <Skeleton className="h-40" />
      </div>
      <Skeleton className="h-96" />
    </div>
  )
}
