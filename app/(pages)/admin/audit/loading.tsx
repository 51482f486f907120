// The shape of the audit while the server reads it.
import { ListSkeleton } from '@/components/predictions/list-skeleton'

export default function Loading() {
  return <ListSkeleton words="Reading the audit" />
}
