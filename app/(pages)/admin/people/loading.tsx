// The shape of the list of people while the server reads it.
import { ListSkeleton } from '@/components/predictions/list-skeleton'

export default function Loading() {
  return <ListSkeleton words="Reading who is here" />
}
