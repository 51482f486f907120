// The shape of the team while the server reads it.
import { ListSkeleton } from '@/components/predictions/list-skeleton'

export default function Loading() {
  return <ListSkeleton words="Reading who is here" />
}
